/** Many tickets changed alike: in parts, with how far it is, and an undo that gives each what it had. */
import type { QueryClient } from "@tanstack/react-query"
import type { Ticket } from "../api"
import { notify, notifyProblem } from "../notices"
import * as words from "../words"
import { backOf, shown, type Change } from "./change-shown"
import { keys } from "./keys"
import { PART, sendMany, type Result } from "./send-change"
import { takeBackMany, type Takes } from "./take-back"
import { showChanging } from "./tickets"

interface Told {
  done: string
  back?: Change | null
  shows?: Partial<Ticket>
}

type Chosen = Ticket | { id: number }
type Undo = () => unknown

/** One message tells of the work and of its end. */
const ABOUT = "progress"

/** Change them; the answer tells whether all are changed. */
export async function changeMany(
  cache: QueryClient,
  tickets: readonly Chosen[],
  change: Change,
  told: Told,
): Promise<boolean> {
  const ids = tickets.map((one) => one.id)
  const before = new Map(tickets.map((one) => [one.id, asSeen(cache, one)]))
  const restore = new Map(ids.map((id) => [id, show(cache, before.get(id), change, told)]))
  const results: Result[] = []
  try {
    await sendMany(ids, change, (part) => {
      results.push(...part)
      if (ids.length > PART)
        notify({ text: words.ticket.changing(results.length, ids.length), about: ABOUT, stays: null })
    })
  } catch (error) {
    notifyProblem(error)
  }
  const done = results.filter((one) => one.ok)
  const isDone = new Set(done.map((one) => one.id))
  ids.filter((id) => !isDone.has(id)).forEach((id) => restore.get(id)?.())
  renew(cache, ids)
  sayRefused(results, ids.length)
  const undo = told.back === null ? null : undoOf(cache, done, before, change, told.back)
  if (done.length > 0 && told.done)
    notify({
      text: told.done,
      about: ABOUT,
      ...(undo && { undo: { title: words.common.undo, run: undo } }),
    })
  return done.length === ids.length
}

/** Corrections are taken back; else each gets what it had, those with the same together. */
function undoOf(
  cache: QueryClient,
  done: readonly Result[],
  before: ReadonlyMap<number, Ticket | undefined>,
  change: Change,
  wanted: Change | undefined,
): Undo | null {
  const takes: Takes[] = done
    .filter((one) => one.corrections.length > 0)
    .map(({ id, corrections }) => ({ id, version: 0, corrections }))
  if (takes.length > 0) return () => takeBackMany(cache, takes)
  const groups = new Map<string, { back: Change; tickets: Chosen[] }>()
  for (const { id } of done) {
    const stood = before.get(id)
    const back = wanted ?? (stood && backOf(stood, change))
    if (!back) continue
    const key = JSON.stringify(back)
    const group = groups.get(key) ?? { back, tickets: [] }
    group.tickets.push({ id })
    groups.set(key, group)
  }
  if (groups.size === 0) return null
  return async () => {
    for (const { back, tickets } of groups.values())
      await changeMany(cache, tickets, back, { done: "", back: null })
  }
}

/** Many may fail for one reason: it is said once, with how many. */
function sayRefused(results: readonly Result[], all: number): void {
  const counts = new Map<string, number>()
  for (const { error } of results) if (error) counts.set(error.detail, (counts.get(error.detail) ?? 0) + 1)
  for (const [sentence, count] of counts)
    notifyProblem(new Error(words.ticket.notChanged(count, all, sentence)))
}

function show(cache: QueryClient, ticket: Ticket | undefined, change: Change, told: Told): () => void {
  return ticket
    ? showChanging(cache, ticket.id, { ...shown(ticket, change), ...told.shows })
    : () => undefined
}

function asSeen(cache: QueryClient, chosen: Chosen): Ticket | undefined {
  return "version" in chosen ? chosen : cache.getQueryData<Ticket>(keys.row(chosen.id))
}

function renew(cache: QueryClient, ids: readonly number[]): void {
  void cache.invalidateQueries({ queryKey: keys.counts })
  // Of thousands hardly any was ever opened, and looking for each takes time.
  const opened = ids.filter((id) => cache.getQueryState(keys.ticket(id)))
  for (const id of opened) void cache.invalidateQueries({ queryKey: keys.ticket(id) })
}
