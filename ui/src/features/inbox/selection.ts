/** Which tickets of a list are selected, and how keys and presses change that. */

export interface Selection {
  ids: ReadonlySet<number>
  /** Where a stretch begins that Shift extends. */
  from: number | null
}

export const NOBODY_SELECTED: Selection = { ids: new Set(), from: null }

/** Select a ticket, or no longer; the next stretch begins here. */
export function toggled(selection: Selection, id: number): Selection {
  const ids = new Set(selection.ids)
  if (!ids.delete(id)) ids.add(id)
  return { ids, from: id }
}

/** Select everything between where the stretch began and here; what is selected already stays. */
export function extended(selection: Selection, order: readonly number[], to: number): Selection {
  const from = selection.from ?? to
  const [one, other] = [order.indexOf(from), order.indexOf(to)]
  if (one < 0 || other < 0) return toggled(selection, to)
  const stretch = order.slice(Math.min(one, other), Math.max(one, other) + 1)
  return { ids: new Set([...selection.ids, ...stretch]), from }
}

/** Select every ticket of the list; when all of them are, none. */
export function everything(selection: Selection, order: readonly number[]): Selection {
  const isAll = order.length > 0 && order.every((id) => selection.ids.has(id))
  return isAll ? NOBODY_SELECTED : { ids: new Set(order), from: selection.from }
}

/** Forget what the list no longer holds. */
export function pruned(selection: Selection, order: readonly number[]): Selection {
  if (selection.ids.size === 0) return selection
  const there = new Set(order)
  const ids = new Set([...selection.ids].filter((id) => there.has(id)))
  if (ids.size === selection.ids.size) return selection
  return { ids, from: selection.from !== null && there.has(selection.from) ? selection.from : null }
}
