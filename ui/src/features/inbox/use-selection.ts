import { useMemo, type Dispatch } from "react"
import { useEvent } from "@/lib/use-event"
import { everything, extended, NOBODY_SELECTED, pruned, toggled, type Selection } from "./selection"

export interface ListSelection {
  selected: ReadonlySet<number>
  toggle: (id: number) => void
  /** Select from where a stretch began (or from `start`) to here. */
  extend: (start: number, to: number) => void
  all: () => void
  clear: () => void
}

/** What is selected of a list; what leaves the list is selected no more. */
export function useSelection(
  ids: readonly number[],
  kept: Selection,
  keep: Dispatch<Selection>,
): ListSelection {
  const now = useMemo(() => pruned(kept, ids), [kept, ids])
  // It is forgotten for good: a ticket that comes back is not selected unseen.
  if (now !== kept) keep(now)
  return {
    selected: now.ids,
    toggle: useEvent((id: number) => keep(toggled(now, id))),
    extend: useEvent((start: number, to: number) =>
      keep(extended(now.from === null ? { ...now, from: start } : now, ids, to)),
    ),
    all: useEvent(() => keep(everything(now, ids))),
    clear: useEvent(() => keep(NOBODY_SELECTED)),
  }
}
