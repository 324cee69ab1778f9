import { useNames } from "@/lib/data/names"
import type { ViewGiven } from "@/lib/data/views"
import * as words from "@/lib/words"

/** What filters hold, in words: the view, each filter's values, and the order. */
export function useHolds({ filters, sort }: Pick<ViewGiven, "filters" | "sort">): string {
  const names = useNames()
  const { view, q, ...rest } = filters
  const { views, sort: sorts } = words.inbox
  const parts = Object.entries(rest).map(([field, value]) => {
    const values = Array.isArray(value) ? value : [value]
    return values.map((one) => names.value(field, one)).join(", ")
  })
  return [
    views[view ?? "all"],
    ...parts,
    ...(q ? [`“${q}”`] : []),
    ...(sort ? [sorts.by(sorts[sort])] : []),
  ].join(" · ")
}
