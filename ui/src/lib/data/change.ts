/**
 * How tickets are changed: at once on the screen, then at the desk, with a notice that can undo it.
 *
 * One change for one ticket or for many. What did not work is shown as it was, with the desk's sentence.
 */
import { useQueryClient, type QueryClient } from "@tanstack/react-query"
import { api, ask, type Schemas, type Ticket } from "../api"
import { notify, notifyProblem } from "../notices"
import { useEvent } from "../use-event"
import { words } from "../words"
import { keys } from "./keys"
import { showOtherwise } from "./tickets"

/** Exactly one of its fields is given. */
export type Change = Schemas["BulkChange"]

export interface Told {
  /** What the notice says when it is done. */
  done: string
  /** What takes it back; without it there is no undo. */
  back?: Change
}

type Results = Schemas["BulkResult"][]

/** Change tickets; the answer resolves when the desk has answered. */
export function useChange(): (tickets: readonly Ticket[], change: Change, told: Told) => Promise<void> {
  const cache = useQueryClient()
  return useEvent(async (tickets: readonly Ticket[], change: Change, told: Told) => {
    const before = tickets.map((one) => showOtherwise(cache, one.id, shown(one, change)))
    try {
      const failed = (await send(cache, tickets, change)).filter((one) => !one.ok)
      failed.forEach((one) => before[tickets.findIndex((ticket) => ticket.id === one.id)]?.())
      say(failed)
      const done = tickets.filter((ticket) => !failed.some((one) => one.id === ticket.id))
      if (done.length > 0) notify({ text: told.done, ...undoing(cache, done, told.back) })
    } catch (error) {
      before.forEach((restore) => restore())
      notifyProblem(error)
    }
  })
}

async function send(cache: QueryClient, tickets: readonly Ticket[], change: Change): Promise<Results> {
  const ids = tickets.map((one) => one.id)
  const { results } = await ask(api.POST("/api/v1/tickets/bulk", { body: { ids, change } }))
  void cache.invalidateQueries({ queryKey: keys.counts })
  for (const id of ids) void cache.invalidateQueries({ queryKey: keys.ticket(id) })
  return results
}

function undoing(cache: QueryClient, tickets: readonly Ticket[], back: Change | undefined) {
  if (!back) return {}
  const run = () => {
    tickets.forEach((one) => showOtherwise(cache, one.id, shown(one, back)))
    send(cache, tickets, back).then((results) => say(results.filter((one) => !one.ok)), notifyProblem)
  }
  return { undo: { title: words.common.undo, run } }
}

function say(failed: Results): void {
  for (const sentence of new Set(failed.map((one) => one.error?.detail)))
    if (sentence) notifyProblem(new Error(sentence))
}

/** What of a change can be shown before the desk has answered. */
function shown(ticket: Ticket, change: Change): Partial<Ticket> {
  const { category, subcategory, urgency, priority, level, sentiment, frustrated, team, status, subject } =
    change
  const plain = {
    category,
    subcategory,
    urgency,
    priority,
    level,
    sentiment,
    frustrated,
    team,
    status,
    subject,
  }
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined))
  if (change.resolve) return { ...given, status: "resolved" }
  if (change.reopen) return { ...given, status: "open" }
  if (change.unassign) return { ...given, assignee: null }
  if (change.snooze) return { ...given, snoozed_until: change.snooze }
  if (change.unsnooze) return { ...given, snoozed_until: null }
  if (change.read !== undefined) return { ...given, unread: !change.read }
  if (change.add_tags) return { ...given, tags: [...new Set([...ticket.tags, ...change.add_tags])] }
  if (change.remove_tags)
    return { ...given, tags: ticket.tags.filter((tag) => !change.remove_tags?.includes(tag)) }
  return given
}
