/** Saved views: filters with a name, one's own or shared with all. */
import { useMemo } from "react"
import { queryOptions, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query"
import { api, ask, type Schemas } from "../api"
import type { InboxSearch } from "../inbox-search"
import { USUAL_SORT } from "../inbox-search"
import { useLive, type DeskEvent } from "../live"
import { keys } from "./keys"

export type SavedView = Schemas["ViewOut"]
export type ViewGiven = Schemas["ViewGiven"]
type ViewFilters = ViewGiven["filters"]

const LONG = 5 * 60_000
const NONE: readonly SavedView[] = []

const viewsQuery = queryOptions({
  queryKey: keys.views,
  queryFn: async ({ signal }) =>
    (await ask(api.GET("/api/v1/views", { params: { query: { limit: 100 } }, signal }))).items,
  staleTime: LONG,
})

/** One's own views and those that are shared. */
export function useSavedViews(): readonly SavedView[] {
  return useQuery(viewsQuery).data ?? NONE
}

/** The saved view of that number, once it is known. */
export function useSavedView(id: number | undefined): SavedView | undefined {
  return useSavedViews().find((one) => one.id === id)
}

/** Hear when somebody makes, changes or removes a view. */
export function useLiveViews(): void {
  const cache = useQueryClient()
  const renew = useMemo(() => {
    const again = () => void cache.invalidateQueries({ queryKey: keys.views })
    return { again, event: ({ kind }: DeskEvent) => kind.startsWith("view.") && again() }
  }, [cache])
  useLive(renew)
}

/** Make, change and forget views; each answers when the list of views is as it has become. */
export function useViewChanges() {
  const cache = useQueryClient()
  return useMemo(() => viewChanges(cache), [cache])
}

function viewChanges(cache: QueryClient) {
  const renewed = <T>(call: Promise<T>): Promise<T> =>
    call.finally(() => cache.invalidateQueries({ queryKey: keys.views }))
  return {
    create: (body: ViewGiven) => renewed(ask(api.POST("/api/v1/views", { body }))),
    change: (view: SavedView, body: Schemas["ViewPatch"]) =>
      renewed(ask(api.PATCH("/api/v1/views/{view_id}", { ...at(view), body }))),
    remove: (view: SavedView) => renewed(ask(api.DELETE("/api/v1/views/{view_id}", at(view)))),
  }
}

function at({ id, version }: SavedView) {
  return { params: { path: { view_id: id }, header: { "If-Match": `"${version}"` } } }
}

/** What a saved view holds, as a new one is given. */
export function givenOf({ name, shared, sort, filters }: SavedView): ViewGiven {
  return { name, shared, sort, filters: without(filters) }
}

/** The filters and the order of an address; where it stands on a saved view, that one's narrowed. */
export function filtersOf(search: InboxSearch, saved?: SavedView): Pick<ViewGiven, "filters" | "sort"> {
  const own: ViewFilters = {
    ...(search.team === undefined ? {} : { team: [search.team] }),
    ...(search.category === undefined ? {} : { category: [search.category] }),
    ...(search.tag === undefined ? {} : { tag: [search.tag] }),
    ...(search.q === undefined ? {} : { q: search.q }),
  }
  const view = search.view ?? (search.q === undefined ? "open" : undefined)
  const from = saved ? without(saved.filters) : view === undefined ? {} : { view }
  return { filters: { ...from, ...own }, sort: search.sort ?? saved?.sort ?? USUAL_SORT }
}

function without(filters: SavedView["filters"]): ViewFilters {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== null)) as ViewFilters
}
