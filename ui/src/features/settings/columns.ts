/** What the columns of a file hold, as a person says it where their names do not. */
import type { Schemas } from "@/lib/api"

type Column = Schemas["ColumnOut"]

/** By the column's name: the field that it holds; null: it is passed over. */
export type Mapping = ReadonlyMap<string, string | null>

/** The only field that several columns may hold. */
const SHARED = "tags"
/** What the desk calls it that a column is passed over. */
const PASSED = "none"

/** Say what a column holds. Another one of which the same was said holds it no more. */
export function withColumn(mapping: Mapping, column: string, field: string | null): Mapping {
  const isAlone = field !== null && field !== SHARED
  const kept = [...mapping].filter(([name, held]) => name !== column && !(isAlone && held === field))
  return new Map([...kept, [column, field]])
}

/**
 * The desk's answer with what was said since: a field that was given away is taken for nothing.
 * Of columns with one name, the first stands for all: nothing can be said of the others.
 */
export function columnsOf(seen: readonly Column[], mapping: Mapping): Column[] {
  const given = new Set(mapping.values())
  const named = new Map(seen.toReversed().map((one) => [one.name, one]))
  return seen
    .filter((one) => named.get(one.name) === one)
    .map(({ name, field }) => {
      const said = mapping.get(name)
      if (said !== undefined) return { name, field: said }
      return { name, field: field !== null && given.has(field) ? null : field }
    })
}

/** The same as parameters of the address. */
export function mapped(mapping: Mapping): [name: string, value: string][] {
  return [...mapping].map(([column, field]) => ["map", `${field ?? PASSED}=${column}`])
}
