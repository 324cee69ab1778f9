/** One ticket changed as far as it stands as it was seen; what others have changed meanwhile is explained. */
import type { QueryClient } from "@tanstack/react-query"
import { Problem, type Ticket } from "../api"
import { notify, notifyProblem } from "../notices"
import * as words from "../words"
import { backOf, contested, shown, type Change } from "./change-shown"
import { explain } from "./conflict"
import { keys } from "./keys"
import { sendOne, type Changed } from "./send-change"
import { meOf, type Session } from "./session"
import { takeBack } from "./take-back"
import { putTicket, showChanging } from "./tickets"
import { inTurn } from "./turns"

interface Told {
  done: string
  back?: Change | null
  shows?: Partial<Ticket>
}

/** How often a change is sent anew because the ticket has moved in ways that do not matter to it. */
const TRIES = 3

/** Change it; the answer tells whether it is changed. */
export async function changeOne(
  cache: QueryClient,
  seen: Ticket,
  change: Change,
  told: Told,
): Promise<boolean> {
  const restore = showChanging(cache, seen.id, { ...shown(seen, change), ...told.shows }, myName(cache))
  try {
    const changed = await sendSeen(seen, change)
    if (changed) putTicket(cache, ticketOf(changed))
    if (told.done) notify({ text: told.done, ...undoing(cache, seen, changed, change, told) })
    return true
  } catch (error) {
    restore()
    if (error instanceof Outpaced) {
      putTicket(cache, error.current)
      await explain(cache, seen, error.current, change, () => changeOne(cache, error.current, change, told))
    } else notifyProblem(error)
    return false
  } finally {
    void cache.invalidateQueries({ queryKey: keys.ticket(seen.id) })
    void cache.invalidateQueries({ queryKey: keys.counts })
  }
}

/** Somebody else has changed what this change decides about. */
class Outpaced extends Error {
  constructor(readonly current: Ticket) {
    super(words.errors.outdated)
  }
}

/** Send it with the version that was seen; where the ticket has only moved otherwise, with the newer one. */
async function sendSeen(seen: Ticket, change: Change): Promise<Changed | null> {
  let stands = seen
  for (let tries = 1; ; tries++) {
    try {
      return await inTurn(seen.id, stands.version, (version) => sendOne(seen.id, version, change))
    } catch (error) {
      if (!(error instanceof Problem && error.isOutdated && isTicket(error.current))) throw error
      if (contested(change, seen, error.current).length > 0) throw new Outpaced(error.current)
      if (tries === TRIES) throw error
      stands = error.current
    }
  }
}

/** A correction is taken back, so that the desk forgets it; anything else is set to what it was. */
function undoing(cache: QueryClient, seen: Ticket, changed: Changed | null, change: Change, told: Told) {
  const back = told.back === undefined ? backOf(seen, change) : told.back
  if (!back) return {}
  const stands = changed ? ticketOf(changed) : { ...seen, ...shown(seen, change) }
  const corrections = changed?.corrections ?? []
  const run = () =>
    void (corrections.length > 0
      ? takeBack(cache, { id: seen.id, version: stands.version, corrections })
      : changeOne(cache, stands, back, { done: "" }))
  return { undo: { title: words.common.undo, run } }
}

function ticketOf(changed: Changed): Ticket {
  const { corrections: _, ...ticket } = changed
  return ticket
}

function myName(cache: QueryClient): string {
  const session = cache.getQueryData<Session>(["session"])
  return (session && meOf(session)?.name) ?? ""
}

function isTicket(value: unknown): value is Ticket {
  return typeof value === "object" && value !== null && "version" in value && "assignee" in value
}
