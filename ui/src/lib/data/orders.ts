/** Which tickets a list holds, and in which order: their numbers alone, the whole list at once. */
import { useEffect, useMemo } from "react"
import { queryOptions, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query"
import { api, ask, type Schemas } from "../api"
import type { ListQuery } from "../inbox-search"
import { useLive, type DeskEvent } from "../live"
import { throttled } from "../throttle"
import { keys } from "./keys"
import { keepPage } from "./rows"

export type Order = Schemas["OrderOut"]

/** Rows that come with a list when it is first seen: more than any screen shows. */
const FIRST_ROWS = 40
/** Milliseconds. */
const CHANGES = { first: 30, every: 1_000 }
/** Milliseconds: what was asked for before the list was drawn is not asked for again by it. */
const JUST_ASKED = 1_000
/** Milliseconds: the at-risk view changes by the clock alone. */
const BY_THE_CLOCK = 60_000

/** The order of a list, asked anew when something happens at the desk. */
export function useOrder(query: ListQuery) {
  const cache = useQueryClient()
  const order = useQuery({
    ...orderQuery(cache, query),
    refetchInterval: query.view === "at_risk" ? BY_THE_CLOCK : false,
  })
  const { refetch } = order
  const changes = useMemo(() => {
    const call = throttled(() => void refetch({ cancelRefetch: true }), CHANGES)
    const event = ({ kind }: DeskEvent) => kind.startsWith("ticket.") && call()
    return { event, again: call, stop: call.stop }
  }, [refetch])
  useLive(changes)
  useEffect(() => changes.stop, [changes])
  return order
}

export function orderQuery(cache: QueryClient, query: ListQuery) {
  return queryOptions({
    queryKey: orderKey(query),
    queryFn: ({ signal }) => fetchOrder(cache, query, signal),
    staleTime: JUST_ASKED,
  })
}

/** Ask for the first rows beside the order, so that a list is painted after one journey, not two. */
async function fetchOrder(cache: QueryClient, query: ListQuery, signal: AbortSignal): Promise<Order> {
  const order = ask(api.GET("/api/v1/tickets/order", { params: { query }, signal }))
  if (cache.getQueryData(orderKey(query)) === undefined) {
    const first = ask(
      api.GET("/api/v1/tickets", { params: { query: { ...query, limit: FIRST_ROWS } }, signal }),
    ).then((page) => keepPage(cache, page.items, query.q))
    await Promise.allSettled([order, first])
  }
  return order
}

function orderKey(query: ListQuery) {
  return [...keys.lists, "order", query] as const
}
