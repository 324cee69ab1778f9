/** Which row stays where it is on the screen when rows come and go above it. */

/** The part of a list that is on the screen, in pixels. */
export interface Viewport {
  top: number
  height: number
  rowHeight: number
}

export interface Anchor {
  id: number
  /** Pixels from the upper edge of what is on the screen. */
  offset: number
}

/**
 * Choose the row to keep: the one under the cursor if it is on the screen, else the first that is seen whole.
 * Of rows that are not `there` any more the next one is kept in their place.
 */
export function anchorOf(
  ids: readonly number[],
  view: Viewport,
  cursor: number | null,
  there: ReadonlySet<number> = new Set(ids),
): Anchor | null {
  const at = cursor === null || !there.has(cursor) ? -1 : ids.indexOf(cursor)
  const first = Math.min(Math.ceil(view.top / view.rowHeight), ids.length - 1)
  const below = ids.findIndex((id, index) => index >= first && there.has(id))
  const nearest = below < 0 ? ids.findLastIndex((id) => there.has(id)) : below
  const index = at >= 0 && isSeen(at, view) ? at : nearest
  const id = ids[index]
  return id === undefined ? null : { id, offset: index * view.rowHeight - view.top }
}

/** How far to scroll so that the anchor stands where it stood; null: it is no longer there. */
export function topFor(ids: readonly number[], anchor: Anchor, rowHeight: number): number | null {
  const index = ids.indexOf(anchor.id)
  return index < 0 ? null : Math.max(0, index * rowHeight - anchor.offset)
}

/** The rows of which anything is on the screen. */
export function seenIds(ids: readonly number[], view: Viewport): readonly number[] {
  const first = Math.max(0, Math.floor(view.top / view.rowHeight))
  return ids.slice(first, Math.ceil((view.top + view.height) / view.rowHeight))
}

function isSeen(index: number, view: Viewport): boolean {
  const top = index * view.rowHeight
  return top + view.rowHeight > view.top && top < view.top + view.height
}
