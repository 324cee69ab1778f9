/** Who is at which ticket, for lists: colleagues alone, not oneself. */
import { useEffect, useMemo } from "react"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { api, ask, type Schemas } from "../api"
import { listen, type Here } from "../live"
import { keys } from "./keys"
import { useMe } from "./session"

export type Person = Schemas["HereOut"]
export type People = ReadonlyMap<number, readonly Person[]>

const NOBODY: People = new Map()
const everywhere = [...keys.presence, "everywhere"] as const

/** All tickets at which colleagues are, as it changes. */
export function usePeople(): People {
  const cache = useQueryClient()
  const me = useMe()
  const people = useQuery({
    queryKey: everywhere,
    queryFn: async ({ signal }) => {
      const { items } = await ask(api.GET("/api/v1/presence", { signal }))
      return items.reduce(withPeople, NOBODY)
    },
    staleTime: Infinity,
    structuralSharing: false,
  }).data
  useEffect(
    () =>
      listen({
        presence: (here) =>
          cache.setQueryData<People>(everywhere, (before) => before && withPeople(before, here)),
        again: () => void cache.invalidateQueries({ queryKey: everywhere }),
      }),
    [cache],
  )
  return useMemo(() => withoutOne(people ?? NOBODY, me?.name), [people, me])
}

/** Take up who is at one ticket now. */
export function withPeople(people: People, here: Here): People {
  const next = new Map(people)
  if (here.items.length > 0) next.set(here.ticket_id, here.items)
  else next.delete(here.ticket_id)
  return next
}

function withoutOne(people: People, name: string | undefined): People {
  const others = [...people].map(([id, all]) => [id, all.filter((one) => one.agent.name !== name)] as const)
  return new Map(others.filter(([, all]) => all.length > 0))
}
