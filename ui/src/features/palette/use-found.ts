import { useDeferredValue } from "react"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { api, ask } from "@/lib/api"
import { keys } from "@/lib/data/keys"

const LEAST_LETTERS = 2
const MOST = 6

/** Tickets and customers whose words match; nothing before two letters are typed. */
export function useFound(typed: string) {
  const q = useDeferredValue(typed.trim())
  const enabled = q.length >= LEAST_LETTERS
  const usual = { enabled, staleTime: 10_000, placeholderData: keepPreviousData }
  const tickets = useQuery({
    ...usual,
    queryKey: [...keys.lists, "palette", q],
    queryFn: ({ signal }) =>
      ask(api.GET("/api/v1/tickets", { params: { query: { q, limit: MOST } }, signal })),
  })
  const customers = useQuery({
    ...usual,
    queryKey: [...keys.customers, "palette", q],
    queryFn: ({ signal }) =>
      ask(api.GET("/api/v1/customers", { params: { query: { q, limit: MOST } }, signal })),
  })
  return {
    tickets: enabled ? (tickets.data?.items ?? []) : [],
    customers: enabled ? (customers.data?.items ?? []) : [],
    isSearching: enabled && (tickets.isFetching || customers.isFetching),
  }
}

/** The number of a ticket that somebody types: 12, #12, T-00012; null: it is none. */
export function numberIn(typed: string): number | null {
  const found = /^(?:#|T-)?0*([1-9]\d{0,14})$/i.exec(typed.trim())
  return found ? Number(found[1]) : null
}
