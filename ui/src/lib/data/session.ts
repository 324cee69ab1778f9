/** Who is at the desk, and what they may do. */
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
