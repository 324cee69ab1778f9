/** The fields that a person may set: by which key, and to which values. */
import type { Choice } from "@/components/menu"
import type { Schemas, Ticket } from "@/lib/api"
import type { Names } from "@/lib/data/names"
import type { Correctable } from "@/lib/data/tickets"

export interface Lists {
  categories: readonly Schemas["CategoryOut"][]
  teams: readonly Schemas["TeamOut"][]
}

/** In the order in which they are shown, with the key that opens each one's values. */
export const FIELD_KEYS: readonly (readonly [Correctable, string?])[] = [
  ["category", "C"],
  ["subcategory"],
  ["urgency", "U"],
  ["priority", "P"],
  ["level", "L"],
  ["sentiment", "M"],
  ["frustrated"],
  ["team", "T"],
  ["language"],
  ["scope"],
]

const VALUES: Partial<Record<Correctable, readonly (string | number)[]>> = {
  urgency: [5, 4.5, 4, 3.5, 3, 2.5, 2, 1.5, 1],
  priority: ["urgent", "high", "medium", "low"],
  level: ["P1", "P2", "P3"],
  sentiment: ["negative", "neutral", "positive"],
  frustrated: ["true", "false"],
  language: "en de fr es pt it nl pl sv da no fi cs sk hu ro bg el tr uk ru ar he fa hi zh ja ko und".split(
    " ",
  ),
  scope: ["in_scope", "spam", "gibberish", "autoreply", "bounce", "misdirected", "off_topic"],
}

/** What a field can be set to. */
export function choicesOf(field: Correctable, ticket: Ticket, lists: Lists, names: Names): Choice[] {
  const values = valuesOf(field, ticket, lists)
  return values.map((value) => ({ value: String(value), title: names.value(field, value) }))
}

/** A choice as the desk wants it. */
export function valueOf(field: Correctable, choice: string): string | number | boolean {
  if (field === "urgency") return Number(choice)
  return field === "frustrated" ? choice === "true" : choice
}

function valuesOf(field: Correctable, ticket: Ticket, { categories, teams }: Lists) {
  if (field === "category") return categories.map((one) => one.name)
  if (field === "team") return teams.map((one) => one.slug)
  if (field === "subcategory")
    return categories.find((one) => one.name === ticket.category)?.subcategories ?? []
  return VALUES[field] ?? []
}
