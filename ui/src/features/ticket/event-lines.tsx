import { useState } from "react"
import { formatMoment, formatShort } from "@/lib/formats"
import { useNow } from "@/lib/use-now"
import * as words from "@/lib/words"
import type { Line } from "./thread-items"

/** More than these between two messages are folded. */
const MOST = 3

/** What happened between two messages, in quiet lines; many are one line until somebody asks. */
export function EventLines({ lines }: { lines: readonly Line[] }) {
  const [isOpen, setOpen] = useState(false)
  if (lines.length > MOST && !isOpen)
    return (
      <button
        type="button"
        className="text-soft hover:text-ink self-center rounded px-2 text-xs underline underline-offset-2"
        onClick={() => setOpen(true)}
      >
        {words.ticket.thread.manyEvents(lines.length)}
      </button>
    )
  return (
    <ul className="flex flex-col items-center gap-1">
      {lines.map((one) => (
        <EventLine key={one.id} line={one} />
      ))}
    </ul>
  )
}

function EventLine({ line }: { line: Line }) {
  const now = useNow()
  return (
    <li className="text-soft max-w-[90%] text-center text-xs [overflow-wrap:anywhere]">
      {line.text}
      {" · "}
      <time dateTime={line.at} title={formatMoment(line.at)} className="whitespace-nowrap">
        {formatShort(line.at, now)}
      </time>
    </li>
  )
}
