/** One ticket with all that belongs to it, and its row as lists share it. */
import { queryOptions, useQuery, type QueryClient } from "@tanstack/react-query"
import { api, ask, type Ticket, type TicketDetail } from "../api"
import { keys } from "./keys"

/** The ticket with its thread, verdict, drafts and timeline; what it tells of the row is kept for lists. */
export function ticketQuery(id: number) {
  return queryOptions({
    queryKey: keys.ticket(id),
    queryFn: async ({ signal, client }) => {
      const detail = await ask(
        api.GET("/api/v1/tickets/{ticket_id}", { params: { path: { ticket_id: id } }, signal }),
      )
      putRows(client, [detail.ticket])
      return detail
    },
  })
}

export function useTicket(id: number) {
  return useQuery(ticketQuery(id))
}

/** Keep rows that came with some answer; an older version never replaces a newer one. */
export function putRows(cache: QueryClient, tickets: readonly Ticket[]): void {
  for (const ticket of tickets) {
    cache.setQueryData<Ticket>(keys.row(ticket.id), (kept) =>
      kept && kept.version > ticket.version ? kept : ticket,
    )
  }
}

/** Show a ticket otherwise at once, in lists and in its own pane; the answer gives how both stood. */
export function showOtherwise(cache: QueryClient, id: number, change: Partial<Ticket>): () => void {
  const row = cache.getQueryData<Ticket>(keys.row(id))
  const detail = cache.getQueryData<TicketDetail>(keys.ticket(id))
  if (row) cache.setQueryData<Ticket>(keys.row(id), { ...row, ...change })
  if (detail)
    cache.setQueryData<TicketDetail>(keys.ticket(id), { ...detail, ticket: { ...detail.ticket, ...change } })
  return () => {
    if (row) cache.setQueryData(keys.row(id), row)
    if (detail) cache.setQueryData(keys.ticket(id), detail)
  }
}
