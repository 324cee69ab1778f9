/**
 * How tickets are changed: at once on the screen, then at the desk, with a notice that can undo it.
 *
 * One change for one ticket or for many. One ticket is changed only where it stands as it was seen; where
 * somebody else was faster with the same thing, that is told and a person decides. What did not work is shown
 * as it was, with the desk's sentence.
 */
import { useMemo } from "react"
import { useQueryClient, type QueryClient } from "@tanstack/react-query"
import { Problem, type Ticket } from "../api"
import { notifyProblem } from "../notices"
import * as words from "../words"
import { actedHere } from "./acts"
import { changeMany } from "./change-many"
import { changeOne } from "./change-one"
import type { Change } from "./change-shown"
import { keys } from "./keys"

export type { Change } from "./change-shown"

/** A ticket as it is seen on the screen, or its number alone where it was chosen unseen. */
export type Chosen = Ticket | { id: number }

export interface Told {
  /** What the notice says when it is done; empty: nothing. */
  done: string
  /** What takes it back, where that is not plain from the change; null: nothing does. */
  back?: Change | null
  /** What the ticket shows meanwhile, where the change does not tell it: the assignee's name. */
  shows?: Partial<Ticket>
}

/** Changes tickets; the answer tells whether all of them are changed. */
export type ChangeTickets = (tickets: readonly Chosen[], change: Change, told: Told) => Promise<boolean>

/** Change tickets, each as far as it can be. */
export function useChange(): ChangeTickets {
  const cache = useQueryClient()
  return useMemo(() => (tickets, change, told) => changeTickets(cache, tickets, change, told), [cache])
}

/** The same for who is no component. */
export async function changeTickets(
  cache: QueryClient,
  tickets: readonly Chosen[],
  change: Change,
  told: Told,
): Promise<boolean> {
  const [first] = tickets
  if (!first) return true
  if (!navigator.onLine) {
    notifyProblem(new Problem(0, "offline", words.ticket.offline))
    return false
  }
  const seen = tickets.length === 1 ? asSeen(cache, first) : null
  const going = seen ? changeOne(cache, seen, change, told) : changeMany(cache, tickets, change, told)
  // It shows already; lists that the tickets leave by it go on at once, and look again when it is done.
  const ids = tickets.map((one) => one.id)
  actedHere(ids)
  return going.finally(() => actedHere(ids))
}

/** The ticket as it was seen: as it is given, or as the cache has it. */
function asSeen(cache: QueryClient, chosen: Chosen): Ticket | null {
  return "version" in chosen ? chosen : (cache.getQueryData<Ticket>(keys.row(chosen.id)) ?? null)
}
