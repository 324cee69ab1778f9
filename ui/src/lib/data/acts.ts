/**
 * What was done to tickets from this window, so that lists can tell one's own acts from those of others.
 *
 * A ticket that leaves a list by one's own act takes the cursor on to the next; by somebody else's act it stays
 * where it is.
 */
import { useEffect } from "react"

/** Milliseconds for which an act counts as what made a ticket leave; a reply waits for ten seconds first. */
const LASTS = 30_000

type Told = (ids: readonly number[]) => void

const acts = new Map<number, number>()
const watchers = new Set<Told>()

/** Say that tickets were changed from here: when it shows, and again when the desk has answered. */
export function actedHere(ids: readonly number[], at: number = Date.now()): void {
  for (const [id, then] of acts) if (at - then > LASTS) acts.delete(id)
  for (const id of ids) acts.set(id, at)
  for (const told of watchers) told(ids)
}

/** Whether the ticket was changed from here a short while ago. */
export function wasActedHere(id: number, now: number = Date.now()): boolean {
  return now - (acts.get(id) ?? -Infinity) <= LASTS
}

/** Hear of one's own acts. Give a function that stays the same. */
export function useOwnActs(told: Told): void {
  useEffect(() => {
    watchers.add(told)
    return () => {
      watchers.delete(told)
    }
  }, [told])
}
