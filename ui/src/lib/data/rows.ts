/**
 * The rows of lists: asked for by their numbers, many at once, and kept one by one.
 *
 * A row that comes on the screen asks for itself; what is asked for within a frame goes in one request, and what
 * has left the screen before its turn is not asked for at all.
 */
import { hashKey, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query"
import { useEffect, useMemo } from "react"
import { api, ask, type Schemas, type Ticket } from "../api"
import { makeBatcher, type Batcher } from "../batches"
import { useLive, type DeskEvent } from "../live"
import { throttled } from "../throttle"
import { keys } from "./keys"
import { putRows } from "./tickets"

export type Marks = readonly Schemas["Highlight"][]

/** Tickets of one request; more the API does not give at once. */
export const MOST_ROWS = 100
/** Milliseconds: events of one moment are one request, and the next comes so much later. */
const CHANGES = { first: 30, every: 250 }
const ARRIVED = "ticket.received"
/** Tickets that come in at one moment and are asked for before a list shows them. */
const MOST_ARRIVED = 10
const NO_MARKS: Marks = []

/** A row, kept until somebody says that it is old; null: there is no such ticket. */
export function useRow(id: number) {
  const cache = useQueryClient()
  return useQuery({
    queryKey: keys.row(id),
    queryFn: ({ signal }) => rowsOf(cache).load(id, signal),
    staleTime: Infinity,
  })
}

/** A row of a search, with the places where the words stand. */
export function useFoundRow(id: number, q: string) {
  const cache = useQueryClient()
  const marks = useQuery({
    queryKey: marksKey(q, id),
    queryFn: ({ signal }) => foundOf(cache, q).load(id, signal),
    staleTime: Infinity,
  })
  // The same answer brings the row; it is only read here.
  const row = useQuery({
    queryKey: keys.row(id),
    queryFn: ({ signal }) => rowsOf(cache).load(id, signal),
    staleTime: Infinity,
    enabled: false,
  })
  return { data: row.data, error: marks.error, refetch: marks.refetch, marks: marks.data ?? NO_MARKS }
}

/** Keep what a list's page has brought: its rows, and of a search the places of the words. */
export function keepPage(cache: QueryClient, tickets: readonly Ticket[], q: string | undefined): void {
  putRows(cache, tickets)
  if (q === undefined) return
  for (const one of tickets) cache.setQueryData<Marks>(marksKey(q, one.id), one.highlights ?? NO_MARKS)
}

/** Have rows ready that may come on the screen next. */
export function warmRows(cache: QueryClient, ids: Iterable<number>): void {
  for (const id of ids) if (!cache.getQueryState(keys.row(id))) void load(cache, id)
}

/** The tickets of these numbers; of one that could not be asked for, the number alone. */
export function loadRows(
  cache: QueryClient,
  ids: readonly number[],
): Promise<readonly (Ticket | { id: number })[]> {
  const one = async (id: number) =>
    cache.getQueryData<Ticket>(keys.row(id)) ?? (await load(cache, id)) ?? { id }
  return Promise.all(ids.map(one))
}

/** Keep rows as they are at the desk: what somebody changes is asked for again, all of one moment together. */
export function useLiveRows(): void {
  const cache = useQueryClient()
  const changes = useMemo(() => {
    const changed = new Set<number>()
    const arrived = new Set<number>()
    const call = throttled(() => {
      for (const id of changed) renew(cache, id)
      // A ticket that has come in will be seen at once; of an import hardly any.
      if (arrived.size <= MOST_ARRIVED) warmRows(cache, arrived)
      changed.clear()
      arrived.clear()
    }, CHANGES)
    return {
      stop: call.stop,
      event: (event: DeskEvent) => {
        if (event.ticket_id === null || !event.kind.startsWith("ticket.")) return
        if (event.kind === ARRIVED) arrived.add(event.ticket_id)
        changed.add(event.ticket_id)
        call()
      },
      again: () => void cache.invalidateQueries({ queryKey: keys.rows }),
    }
  }, [cache])
  useLive(changes)
  useEffect(() => changes.stop, [changes])
}

/** A row that is on the screen is asked for now; another one when it is shown again. */
function renew(cache: QueryClient, id: number): void {
  const query = cache.getQueryCache().get(hashKey(keys.row(id)))
  if (!query) return
  if (query.getObserversCount() > 0) void load(cache, id)
  else query.invalidate()
}

/** A row that did not come is asked for when it is shown; nothing is to be said of it now. */
function load(cache: QueryClient, id: number): Promise<Ticket | null> {
  return rowsOf(cache)
    .load(id)
    .catch(() => null)
}

const loaders = new WeakMap<QueryClient, Batcher<Ticket>>()

function rowsOf(cache: QueryClient): Batcher<Ticket> {
  const known = loaders.get(cache)
  if (known) return known
  const made = makeBatcher<Ticket>({
    most: MOST_ROWS,
    fetch: async (ids, signal) => {
      const tickets = await page(ids, signal)
      putRows(cache, tickets)
      return new Map(tickets.map((one) => [one.id, cache.getQueryData<Ticket>(keys.row(one.id)) ?? one]))
    },
  })
  loaders.set(cache, made)
  return made
}

let finder: { cache: QueryClient; q: string; batcher: Batcher<Marks> } | null = null

/** One search at a time is on the screen. */
function foundOf(cache: QueryClient, q: string): Batcher<Marks> {
  if (finder?.cache === cache && finder.q === q) return finder.batcher
  const batcher = makeBatcher<Marks>({
    most: MOST_ROWS,
    fetch: async (ids, signal) => {
      const tickets = await page(ids, signal, q)
      putRows(cache, tickets)
      const missing = ids.filter((id) => !tickets.some((one) => one.id === id))
      // What no longer holds the words is still a row of this list until it is entered anew.
      if (missing.length > 0) putRows(cache, await page(missing, signal))
      return new Map(tickets.map((one) => [one.id, one.highlights ?? NO_MARKS]))
    },
  })
  finder = { cache, q, batcher }
  return batcher
}

async function page(ids: readonly number[], signal: AbortSignal, q?: string): Promise<readonly Ticket[]> {
  const query = { id: [...ids], limit: MOST_ROWS, ...(q === undefined ? {} : { q }) }
  return (await ask(api.GET("/api/v1/tickets", { params: { query }, signal }))).items
}

function marksKey(q: string, id: number) {
  return [...keys.lists, "marks", q, id] as const
}
