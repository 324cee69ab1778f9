import { CircleCheck, CircleDashed, CircleHelp, UserRoundCheck, type LucideIcon } from "lucide-react"
import { Meter } from "@/components/meter"
import type { Tone } from "@/components/badge"
import { formatPercent } from "@/lib/formats"
import * as words from "@/lib/words"
import type { AnyField } from "./any-field"

const LOOKS: Record<string, [LucideIcon, Tone, string]> = {
  auto: [CircleCheck, "good", "text-soft"],
  suggest: [CircleDashed, "accent", "text-soft"],
  person: [CircleHelp, "warn", "text-warn"],
}

/** The chance that a field is right: a bar and its number. */
export function Confidence({ field }: { field: AnyField }) {
  const [, tone] = LOOKS[field.certainty] ?? [null, "warn" as const]
  return (
    <span className="text-soft inline-flex items-center gap-1.5 text-xs">
      <Meter value={field.confidence} tone={tone} className="w-8" />
      <span className="tabular-nums">{formatPercent(field.confidence)}</span>
    </span>
  )
}

/** What the chance allows, and who decided: words and a picture. */
export function Certainty({ field, author }: { field: AnyField; author: string | null }) {
  if (field.decided_by === "human")
    return (
      <span className="text-soft inline-flex items-center gap-1 text-xs">
        <UserRoundCheck className="size-3.5" aria-hidden />
        {author ? words.ticket.triage.setBy(author) : words.ticket.triage.follows}
      </span>
    )
  const [Icon, , ink] = LOOKS[field.certainty] ?? [CircleHelp, "warn", "text-warn"]
  return (
    <span className="text-soft inline-flex flex-wrap items-center gap-x-1 text-xs">
      <span className={`inline-flex items-center gap-1 ${ink}`}>
        <Icon className="size-3.5 shrink-0" aria-hidden />
        {words.values.certainty[field.certainty] ?? field.certainty}
      </span>
      <span>· {words.values.voice[field.decided_by] ?? field.decided_by}</span>
    </span>
  )
}
