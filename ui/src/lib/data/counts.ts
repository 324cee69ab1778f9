/** How many tickets there are where; counted anew at most once a second while things happen. */
import { useEffect, useMemo } from "react"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { api, ask, type Schemas } from "../api"
import type { View } from "../inbox-search"
import { useLive, type DeskEvent } from "../live"
import { throttled } from "../throttle"
import { keys } from "./keys"
import { useSavedViews } from "./views"

/** Saved views that the API counts at once. */
const MOST_COUNTED = 20
/** Milliseconds. */
const CHANGES = { first: 100, every: 1_000 }
const BY_THE_CLOCK = 60_000

export interface Counts {
  view: (name: View) => number | null
  team: (slug: string) => number | null
  category: (name: string) => number | null
  /** Up to a bound; `more`: there are more than that. */
  saved: (id: number) => { count: number; more: boolean } | null
}

/** The counts; every part of the page that asks shares one answer. */
export function useCounts(): Counts {
  const { data } = useCounted()
  return useMemo(() => countsOf(data), [data])
}

/** Keep the counts as they are at the desk; for the one part of the page that always shows them. */
export function useLiveCounts(): void {
  const { refetch } = useCounted()
  const changes = useMemo(() => {
    const call = throttled(() => void refetch(), CHANGES)
    const event = ({ kind }: DeskEvent) => kind.startsWith("ticket.") && call()
    return { event, again: call, stop: call.stop }
  }, [refetch])
  useLive(changes)
  useEffect(() => changes.stop, [changes])
}

/** Read an answer: what it does not name has none. */
export function countsOf(data: Schemas["CountsOut"] | undefined): Counts {
  const views = new Map(data?.views.map((one) => [one.view, one.count]))
  const teams = new Map(data?.teams.map((one) => [one.name, one.count]))
  const categories = new Map(data?.categories.map((one) => [one.name, one.count]))
  const saved = new Map(data?.saved.map((one) => [one.id, one]))
  const none = data ? 0 : null
  return {
    view: (name) => views.get(name) ?? none,
    team: (slug) => teams.get(slug) ?? none,
    category: (name) => categories.get(name) ?? none,
    saved: (id) => saved.get(id) ?? null,
  }
}

function useCounted() {
  const saved = useSavedViews()
  const view = saved.slice(0, MOST_COUNTED).map((one) => one.id)
  return useQuery({
    queryKey: [...keys.counts, view],
    queryFn: ({ signal }) => ask(api.GET("/api/v1/tickets/counts", { params: { query: { view } }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: BY_THE_CLOCK,
  })
}
