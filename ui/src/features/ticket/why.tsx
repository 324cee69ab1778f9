import { formatNumber, formatPercent, formatSigned } from "@/lib/formats"
import { useNames } from "@/lib/data/names"
import * as words from "@/lib/words"
import { nextOf, type AnyField } from "./any-field"
import { Reasons } from "./reasons"

const { triage } = words.ticket

interface WhyProps {
  name: string
  field: AnyField
  /** The ticket stands as earlier messages had it; the field is what the newest one says. */
  isKept: boolean
  /** Set the field to one of the next likely values. */
  onChoose: ((value: unknown) => void) | null
}

/** Why a field is what it is: the reasons, the sum, what else is likely, and what each voice thought. */
export function Why({ name, field, isKept, onChoose }: WhyProps) {
  const names = useNames()
  const isPerson = field.decided_by === "human"
  return (
    <div className="border-line mb-2 ml-1 flex flex-col gap-2 border-l-2 pl-2">
      {isKept && <p className="text-soft px-1.5 text-xs">{triage.keptWhy(names.value(name, field.value))}</p>}
      {!isPerson && field.reasons.length > 0 && <Reasons reasons={field.reasons} />}
      {!isPerson && field.reasons.length === 0 && (
        <p className="text-soft px-1.5 text-xs">{triage.noReason}</p>
      )}
      {name === "urgency" && !isPerson && <Sum field={field} />}
      <Next name={name} field={field} onChoose={onChoose} />
      <Voices name={name} field={field} />
    </div>
  )
}

/** "1 + 0.65 + 0.5 = 3": an urgency begins at 1. */
function Sum({ field }: { field: AnyField }) {
  const terms = field.reasons.filter((one) => one.weight !== 0)
  const sum = terms.reduce((all, one) => all + one.weight, 1)
  if (terms.length === 0 || Math.abs(sum - Number(field.value)) > TOLERANCE) return null
  return (
    <p className="text-soft px-1.5 text-xs tabular-nums">
      {triage.sum} 1 {terms.map((one) => formatSigned(one.weight)).join(" ")} ={" "}
      <span className="text-ink font-semibold">{formatNumber(Number(field.value))}</span>
    </p>
  )
}

/** The value has one decimal, its terms have two. */
const TOLERANCE = 0.06

function Next({ name, field, onChoose }: Omit<WhyProps, "isKept">) {
  const names = useNames()
  const next = nextOf(field)
  if (next.length === 0) return null
  return (
    <div className="flex flex-wrap items-center gap-1.5 px-1.5 text-xs">
      <span className="text-soft">{triage.next}</span>
      {next.map(([value, chance]) => {
        const text = `${names.value(name, value)} ${formatPercent(chance)}`
        return onChoose ? (
          <button
            key={text}
            type="button"
            title={triage.setTo(names.value(name, value))}
            className="border-line hover:bg-hover rounded-full border px-2 py-px"
            onClick={() => onChoose(value)}
          >
            {text}
          </button>
        ) : (
          <span key={text} className="border-line rounded-full border px-2 py-px">
            {text}
          </span>
        )
      })}
    </div>
  )
}

/** What each voice thought of it by itself. */
function Voices({ name, field }: { name: string; field: AnyField }) {
  const names = useNames()
  const voices = Object.entries(field.opinions).filter(([voice]) => voice !== "human")
  if (voices.length === 0) return null
  return (
    <div className="flex flex-col">
      {voices.map(([voice, opinion]) => {
        const told = triage.thinks(
          words.ticket.voices[voice] ?? voice,
          names.value(name, opinion.value),
          formatPercent(opinion.confidence),
        )
        if (opinion.reasons.length === 0)
          return (
            <p key={voice} className="text-soft px-1.5 py-0.5 text-xs">
              {told}
            </p>
          )
        return (
          <details key={voice} className="text-xs">
            <summary className="text-soft hover:text-ink w-fit cursor-pointer rounded px-1.5 py-0.5">
              {told}
            </summary>
            <Reasons reasons={opinion.reasons} />
          </details>
        )
      })}
    </div>
  )
}
