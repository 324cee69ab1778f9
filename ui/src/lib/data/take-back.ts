/** Corrections taken back: the field stands as before, and what the desk has learnt of it is forgotten. */
import type { QueryClient } from "@tanstack/react-query"
import { notify, notifyProblem } from "../notices"
import * as words from "../words"
import { keys } from "./keys"
import { sendBack, type Made } from "./send-change"
import { putTicket, showChanging } from "./tickets"
import { inTurn } from "./turns"

/** A ticket, and what of it is taken back. */
export interface Takes {
  id: number
  version: number
  corrections: readonly Pick<Made, "id" | "field" | "before">[]
}

/** Tickets from which on it is told how far it is. */
const MANY = 20

/** Take corrections of one ticket back, the last first; the answer tells whether all are. */
export async function takeBack(cache: QueryClient, { id, version, corrections }: Takes): Promise<boolean> {
  const before = Object.fromEntries(corrections.map((one) => [one.field, one.before]))
  const restore = showChanging(cache, id, before)
  try {
    for (const one of corrections.toReversed())
      putTicket(cache, await inTurn(id, version, () => sendBack(id, one.id)))
    return true
  } catch (error) {
    restore()
    notifyProblem(error)
    return false
  } finally {
    void cache.invalidateQueries({ queryKey: keys.ticket(id) })
    void cache.invalidateQueries({ queryKey: keys.counts })
  }
}

/** The same for many tickets, one after the other. */
export async function takeBackMany(cache: QueryClient, many: readonly Takes[]): Promise<void> {
  for (const [at, one] of many.entries()) {
    if (many.length > MANY)
      notify({ text: words.ticket.takingBack(at + 1, many.length), about: "progress", stays: null })
    if (!(await takeBack(cache, one))) return
  }
  if (many.length > MANY) notify({ text: words.ticket.takenBack(many.length), about: "progress" })
}
