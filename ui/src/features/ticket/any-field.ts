/** A field of the verdict, whatever its values are. */
import type { Schemas } from "@/lib/api"

export type Reason = Schemas["Reason"]

export interface AnyOpinion {
  value: unknown
  confidence: number
  reasons: readonly Reason[]
}

export interface AnyField extends AnyOpinion {
  certainty: Schemas["Certainty"]
  decided_by: Schemas["Voice"]
  opinions: Readonly<Record<string, AnyOpinion>>
  ranking: readonly (readonly unknown[])[]
  in_scope: number | null
}

/** Give a field by its name; null: nobody asked for it at that time. */
export function fieldOf(verdict: Schemas["Verdict"], name: keyof Schemas["Verdict"]): AnyField | null {
  const found: unknown = verdict[name]
  return typeof found === "object" && found !== null && "reasons" in found ? (found as AnyField) : null
}

/** Who set a field: "Kim set it" of the person's reason; null: it follows from another one that was set. */
export function authorOf(field: AnyField): string | null {
  const opinion = field.opinions.human?.reasons ?? field.reasons
  const said = opinion.find((one) => one.voice === "human" && one.text.endsWith(SET))
  return said ? said.text.slice(0, -SET.length) : null
}

const SET = " set it"

/** The values that come next, with their chances; those that round to nothing are left out. */
export function nextOf(field: AnyField): (readonly [unknown, number])[] {
  return field.ranking
    .map(([value, chance]) => [value, Number(chance)] as const)
    .filter(([value, chance]) => value !== field.value && chance >= LEAST)
    .slice(0, MOST)
}

const LEAST = 0.01
const MOST = 4
