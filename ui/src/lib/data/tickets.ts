/** One ticket with all that belongs to it, and its row as lists share it. */
import { useEffect, useMemo } from "react"
import { queryOptions, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query"
import { api, ask, type Entry, type Schemas, type Ticket, type TicketDetail } from "../api"
import { useLive } from "../live"
import { throttled } from "../throttle"
import { keys } from "./keys"

type Verdict = Schemas["Verdict"]
/** Any of the verdict's fields, whatever its values are. */
export type VerdictField = Schemas["Field_str_"] | Schemas["Field_float_"] | Schemas["Field_bool_"]

/** What a person may set of a verdict. */
export const CORRECTABLE = [
  "category",
  "subcategory",
  "urgency",
  "priority",
  "level",
  "sentiment",
  "frustrated",
  "team",
  "language",
  "scope",
] as const satisfies readonly (keyof Verdict & keyof Ticket)[]
export type Correctable = (typeof CORRECTABLE)[number]

/** The ticket with its thread, verdict, drafts and timeline; what it tells of the row is kept for lists. */
export function ticketQuery(id: number) {
  return queryOptions({
    queryKey: keys.ticket(id),
    queryFn: async ({ signal, client }) => {
      const detail = await ask(
        api.GET("/api/v1/tickets/{ticket_id}", { params: { path: { ticket_id: id } }, signal }),
      )
      putRows(client, [detail.ticket])
      return withOlder(client.getQueryData<TicketDetail>(keys.ticket(id)), detail)
    },
  })
}

export function useTicket(id: number) {
  return useQuery(ticketQuery(id))
}

/** Milliseconds: what happens in one moment is one question. */
const OFTEN = { first: 20, every: 250 }

/** Ask anew for a ticket when something happens to it, or when something may have been missed. */
export function useTicketLive(id: number): void {
  const cache = useQueryClient()
  const listener = useMemo(() => {
    const renew = throttled(() => void cache.invalidateQueries({ queryKey: keys.ticket(id) }), OFTEN)
    const event = (one: { ticket_id: number | null }) => one.ticket_id === id && renew()
    return { event, again: renew, stop: renew.stop }
  }, [cache, id])
  useLive(listener)
  useEffect(() => listener.stop, [listener])
}

/** Load the entries before those that are there. */
export async function loadOlder(cache: QueryClient, id: number): Promise<void> {
  const after = cache.getQueryData<TicketDetail>(keys.ticket(id))?.older
  if (!after) return
  const page = await ask(
    api.GET("/api/v1/tickets/{ticket_id}/entries", {
      params: { path: { ticket_id: id }, query: { after, limit: 50 } },
    }),
  )
  cache.setQueryData<TicketDetail>(
    keys.ticket(id),
    (detail) => detail && { ...detail, thread: joined(page.items, detail.thread), older: page.next },
  )
}

/** Keep rows that came with some answer; an older version never replaces a newer one. */
export function putRows(cache: QueryClient, tickets: readonly Ticket[]): void {
  for (const ticket of tickets) {
    cache.setQueryData<Ticket>(keys.row(ticket.id), (kept) =>
      kept && kept.version > ticket.version ? kept : ticket,
    )
  }
}

/** Keep a ticket that a change has answered with, in its row and in its own pane. */
export function putTicket(cache: QueryClient, ticket: Ticket): void {
  putRows(cache, [ticket])
  cache.setQueryData<TicketDetail>(keys.ticket(ticket.id), (detail) =>
    detail && detail.ticket.version <= ticket.version ? { ...detail, ticket } : detail,
  )
}

/**
 * Show at once what a change will have made of a ticket, as `showOtherwise` does. What the desk has answered
 * before the change is not waited for, so whoever calls this asks anew when the change has gone through or not.
 */
export function showChanging(
  cache: QueryClient,
  id: number,
  change: Partial<Ticket>,
  author?: string,
): () => void {
  // Of thousands hardly any was ever opened, and looking for each takes time.
  if (cache.getQueryData(keys.ticket(id))) void cache.cancelQueries({ queryKey: keys.ticket(id) })
  return showOtherwise(cache, id, change, author)
}

/**
 * Show a ticket otherwise at once, in lists and in its own pane; the answer shows again what stood there,
 * where nothing newer has come meanwhile.
 */
export function showOtherwise(
  cache: QueryClient,
  id: number,
  change: Partial<Ticket>,
  author?: string,
): () => void {
  const row = cache.getQueryData<Ticket>(keys.row(id))
  const detail = cache.getQueryData<TicketDetail>(keys.ticket(id))
  if (row) cache.setQueryData<Ticket>(keys.row(id), { ...row, ...change })
  if (detail) {
    cache.setQueryData<TicketDetail>(keys.ticket(id), {
      ...detail,
      ticket: { ...detail.ticket, ...change },
      verdict: { ...detail.verdict, verdict: corrected(detail.verdict.verdict, change, author) },
    })
  }
  return () => {
    if (row) cache.setQueryData<Ticket>(keys.row(id), (now) => now && asBefore(now, row, change))
    if (detail)
      cache.setQueryData<TicketDetail>(
        keys.ticket(id),
        (now) =>
          now && { ...now, ticket: asBefore(now.ticket, detail.ticket, change), verdict: detail.verdict },
      )
  }
}

/** A newer answer with the older entries that were loaded before. */
function withOlder(kept: TicketDetail | undefined, detail: TicketDetail): TicketDetail {
  const [first] = detail.thread
  const last = kept?.thread.at(-1)
  const reaches = first && last && last.id >= first.id
  if (!kept || !reaches || (kept.thread[0]?.id ?? 0) >= first.id) return detail
  return { ...detail, thread: joined(kept.thread, detail.thread), older: kept.older }
}

function joined(older: readonly Entry[], newer: readonly Entry[]): Entry[] {
  const all = new Map([...older, ...newer].map((one) => [one.id, one]))
  return [...all.values()].toSorted((one, other) => one.id - other.id)
}

/** The verdict with what a person sets; what each voice thought stays. */
function corrected(verdict: Verdict, change: Partial<Ticket>, author = ""): Verdict {
  const set = CORRECTABLE.filter((name) => change[name] !== undefined && verdict[name])
  const fields = set.map((name) => [
    name,
    {
      ...verdict[name],
      value: change[name],
      confidence: 1,
      certainty: "auto",
      decided_by: "human",
      reasons: [{ voice: "human", text: `${author} set it`, weight: 1, source: "person" }],
    },
  ])
  return { ...verdict, ...(Object.fromEntries(fields) as Partial<Verdict>) }
}

function asBefore(now: Ticket, before: Ticket, change: Partial<Ticket>): Ticket {
  const names = Object.keys(change) as (keyof Ticket)[]
  const back = names.filter((name) => now[name] === change[name]).map((name) => [name, before[name]])
  return { ...now, ...(Object.fromEntries(back) as Partial<Ticket>) }
}
