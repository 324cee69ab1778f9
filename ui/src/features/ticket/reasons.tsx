import { Link } from "@tanstack/react-router"
import { clsx } from "clsx"
import { formatSigned } from "@/lib/formats"
import * as words from "@/lib/words"
import type { Reason } from "./any-field"
import { jumpTo, lookAt } from "./marking"

const { triage } = words.ticket

/** Why, the strongest first: a sentence, its weight as a bar with its sign, and the words that it names. */
export function Reasons({ reasons }: { reasons: readonly Reason[] }) {
  const most = Math.max(...reasons.map((one) => Math.abs(one.weight)), 0)
  return (
    <ul className="flex flex-col">
      {reasons.map((one) => (
        <ReasonLine key={keyOf(one)} reason={one} share={most ? Math.abs(one.weight) / most : 0} />
      ))}
    </ul>
  )
}

function ReasonLine({ reason, share }: { reason: Reason; share: number }) {
  const { span, ticket, weight, text } = reason
  const body = (
    <>
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        {text}
        {span && !text.includes(span.text) && <span className="text-soft"> “{span.text}”</span>}
      </span>
      {weight !== 0 && <Weight weight={weight} share={share} />}
    </>
  )
  const line = "flex w-full items-baseline gap-2 rounded px-1.5 py-0.5 text-left text-xs"
  if (ticket)
    return (
      <li>
        <Link
          to="/inbox"
          search={(before) => ({ ...before, ticket })}
          className={clsx(line, "hover:bg-hover text-accent")}
        >
          {body}
        </Link>
      </li>
    )
  if (!span) return <li className={line}>{body}</li>
  return (
    <li>
      <button
        type="button"
        title={triage.showInText}
        className={clsx(line, "hover:bg-hover focus-visible:bg-hover")}
        onMouseEnter={() => lookAt([span])}
        onMouseLeave={() => lookAt([])}
        onFocus={() => lookAt([span])}
        onBlur={() => lookAt([])}
        onClick={() => jumpTo([span])}
      >
        {body}
      </button>
    </li>
  )
}

/** How much it moved the value, and which way. */
function Weight({ weight, share }: { weight: number; share: number }) {
  return (
    <span className="inline-flex shrink-0 items-center gap-1.5">
      <span aria-hidden className="bg-hover flex h-1.5 w-12 overflow-hidden rounded-full">
        <span
          className={clsx("h-full rounded-full", weight < 0 ? "bg-soft" : "bg-warn")}
          style={{ width: `${Math.max(share, 0.04) * 100}%` }}
        />
      </span>
      <span className="text-soft w-11 text-right tabular-nums">{formatSigned(weight)}</span>
    </span>
  )
}

/** Two reasons of one voice may say the same of two places. */
export function keyOf({ voice, text, span, ticket, source }: Reason): string {
  return [voice, text, span?.part, span?.start, ticket, source].join(" ")
}
