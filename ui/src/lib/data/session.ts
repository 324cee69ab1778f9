/** Who is at the desk, and what they may do. */
import { useMemo } from "react"
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query"
import { api, ask, type Schemas } from "../api"

export type Session = Schemas["SessionOut"]
export type Permission = "intake" | "read" | "work" | "lead" | "admin"

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => ask(api.GET("/api/v1/session", { signal })),
  staleTime: 5 * 60_000,
})

/** The session; undefined until it is known. */
export function useSession(): Session | undefined {
  return useQuery(sessionQuery).data
}

/** Whether whoever is here may do something; false until it is known. */
export function useMay(permission: Permission): boolean {
  return useSession()?.permissions.includes(permission) ?? false
}

/** As whom somebody works on tickets. */
export interface Me {
  /** By which the desk knows the agent when one is named: a number, else the name. */
  agent: number | string
  /** As threads and timelines have it. */
  name: string
}

/** Who is at a desk without accounts, as threads and timelines name them. */
const AT_THE_MACHINE: Me = { agent: "local", name: "local" }

/** As whom whoever is here works on tickets; null: a key without an account. */
export function meOf(session: Session): Me | null {
  if (session.agent) return { agent: session.agent.id, name: session.agent.name }
  return session.mode === "local" ? AT_THE_MACHINE : null
}

export function useMe(): Me | null {
  const session = useSession()
  return useMemo(() => (session ? meOf(session) : null), [session])
}

/** Whether anybody may use the desk from here: its owner in local mode, or who is signed in. */
export function isInside(session: Session): boolean {
  return session.permissions.includes("read")
}

/** Forget everything that was asked as somebody else, and ask anew who is here. */
export function useNewSession(): () => Promise<void> {
  const cache = useQueryClient()
  return async () => {
    cache.clear()
    await cache.fetchQuery({ ...sessionQuery, staleTime: 0 })
  }
}
