/** What every page needs to name things: agents, teams, categories. */
import { useMemo } from "react"
import { queryOptions, useQuery } from "@tanstack/react-query"
import { api, ask, type Schemas } from "../api"
import { keys } from "./keys"

const LONG = 5 * 60_000

export const agentsQuery = queryOptions({
  queryKey: keys.agents,
  queryFn: async ({ signal }) =>
    (await ask(api.GET("/api/v1/agents", { params: { query: { limit: 100 } }, signal }))).items,
  staleTime: LONG,
})

export const teamsQuery = queryOptions({
  queryKey: keys.teams,
  queryFn: async ({ signal }) => (await ask(api.GET("/api/v1/teams", { signal }))).items,
  staleTime: LONG,
})

export const taxonomyQuery = queryOptions({
  queryKey: keys.taxonomy,
  queryFn: ({ signal }) => ask(api.GET("/api/v1/taxonomy", { signal })),
  staleTime: LONG,
})

export function useAgents(): Schemas["AgentOut"][] {
  return useQuery(agentsQuery).data ?? []
}

export function useTeams(): Schemas["TeamOut"][] {
  return useQuery(teamsQuery).data ?? []
}

/** The categories in use, in the taxonomy's order. */
export function useCategories(): Schemas["CategoryOut"][] {
  const found = useQuery(taxonomyQuery).data
  return found ? found.categories.filter((one) => !("retired" in one && one.retired)) : []
}

/** The colour of each category: its place in the taxonomy. */
export function useHues(): (category: string) => number {
  const found = useQuery(taxonomyQuery).data?.categories
  return useMemo(() => {
    const places = new Map(found?.map((one, place) => [one.name, place]))
    return (category) => places.get(category) ?? places.size
  }, [found])
}
