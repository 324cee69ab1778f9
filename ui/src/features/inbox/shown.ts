/**
 * A list as somebody sees it: the desk's order, but for what would move beneath their eyes.
 *
 * Who is at work in a list (a ticket is open, something is selected, the list is scrolled) keeps what is on the
 * screen: a ticket that somebody else has taken away stays as gone, a new one is counted. Who only watches sees
 * the newest order, and tickets that have left go after a short while.
 */
import { mergeOrder } from "./merge"

export interface Shown {
  ids: readonly number[]
  /** Tickets that have left by somebody else's act, and since when they are shown so. */
  gone: ReadonlyMap<number, number>
  /** New ones that nobody has seen on the screen yet. */
  unseen: ReadonlySet<number>
}

/** What somebody does in the list while a newer order comes. */
export interface Situation {
  cursor: number | null
  /** A ticket is open, something is selected, or the list is scrolled. */
  isAtWork: boolean
  /** Rows on the screen. */
  seen: readonly number[]
  /** Whether the ticket was changed from here a moment ago. */
  isOwn: (id: number) => boolean
  /** Whether it has certainly left, as far as can be told before the desk has. */
  hasLeft: (id: number) => boolean
  now: number
}

/** Milliseconds for which somebody who only watches sees what has left. */
const LINGERS = 30_000

const NONE: ReadonlySet<number> = new Set()

/** A list that is entered shows what there is. */
export function entered(ids: readonly number[]): Shown {
  return { ids, gone: new Map(), unseen: NONE }
}

/** Take up a newer order; the same list when nothing has changed. */
export function takeUp(shown: Shown, newer: readonly number[], at: Situation): Shown {
  const order = newer.some((id) => at.isOwn(id) && at.hasLeft(id))
    ? newer.filter((id) => !(at.isOwn(id) && at.hasLeft(id)))
    : newer
  const there = new Set(order)
  const merged = mergeOrder(shown.ids, order, held(shown, there, at))
  if (merged.ids === shown.ids && shown.gone.size === 0) return shown
  const gone = new Map([...merged.gone].map((id) => [id, shown.gone.get(id) ?? at.now]))
  const fresh = at.isAtWork ? merged.fresh.filter((id) => !at.isOwn(id)) : []
  const unseen = new Set([...shown.unseen, ...fresh].filter((id) => there.has(id)))
  return { ids: merged.ids, gone, unseen }
}

/** What has been on the screen is new no more. */
export function sawOf(shown: Shown, seen: readonly number[]): Shown {
  if (shown.unseen.size === 0 || !seen.some((id) => shown.unseen.has(id))) return shown
  const unseen = new Set(shown.unseen)
  for (const id of seen) unseen.delete(id)
  return { ...shown, unseen }
}

/** Take away what has left. */
export function tidied(shown: Shown): Shown {
  return { ...shown, ids: shown.ids.filter((id) => !shown.gone.has(id)), gone: new Map() }
}

/** The ticket that comes next when one leaves: the one below, else the one above. */
export function nextOf(before: readonly number[], after: Shown, id: number): number | null {
  const there = new Set(after.ids.filter((one) => !after.gone.has(one)))
  const at = before.indexOf(id)
  const below = before.slice(at + 1).find((one) => there.has(one))
  return below ?? before.slice(0, Math.max(0, at)).findLast((one) => there.has(one)) ?? null
}

function held(shown: Shown, there: ReadonlySet<number>, at: Situation): ReadonlySet<number> {
  const left = (id: number) => !there.has(id)
  const near = at.cursor === null ? at.seen : [...at.seen, at.cursor]
  const kept = near.filter((id) => !(left(id) && at.isOwn(id)))
  if (at.isAtWork) return new Set(kept)
  const lingers = (id: number) => at.now - (shown.gone.get(id) ?? at.now) < LINGERS
  return new Set(kept.filter((id) => left(id) && lingers(id)))
}
