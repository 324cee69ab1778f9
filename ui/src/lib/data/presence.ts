/** Who is at a ticket: saying that one looks at it oneself, and hearing who else is there. */
import { useEffect, useMemo } from "react"
import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query"
import { api, ask, Problem, type Schemas } from "../api"
import { listen } from "../live"
import { keys } from "./keys"
import { useMay, useMe } from "./session"

export type Here = Schemas["HereOut"]

const NONE: readonly Here[] = []
/** Milliseconds; the desk forgets who looks after 30 seconds. */
const AGAIN = 20_000

/** Say that one looks at a ticket while it is on the screen, and tell who else is there. */
export function usePresence(id: number): readonly Here[] {
  const cache = useQueryClient()
  const me = useMe()?.name
  const isAgent = useMay("work") && me !== undefined
  const key = useMemo(() => keyOf(id), [id])
  const people = useQuery({ queryKey: key, queryFn: () => NONE, enabled: false }).data ?? NONE
  useEffect(() => (isAgent ? stay(cache, id, me) : undefined), [cache, id, isAgent, me])
  return useMemo(() => people.filter((one) => one.agent.name !== me), [people, me])
}

/** Milliseconds: who only passes by looks at nothing. */
const STAYS = 250

/** Look at a ticket until the answer is called; while the window is hidden, nobody looks. */
function stay(cache: QueryClient, id: number, me: string): () => void {
  const mine = () => cache.getQueryData<readonly Here[]>(keyOf(id))?.find((one) => one.agent.name === me)
  // Who writes does more than look: that is said by where they write, and must not be unsaid here.
  let hasBegun = false
  const look = () => {
    if (!hasBegun || !isLooking() || mine()?.state === "typing") return
    say(cache, id)
  }
  const begin = () => {
    hasBegun = true
    look()
  }
  const away = () => {
    if (hasBegun || mine()) leave(id)
  }
  const turn = () => (isLooking() ? look() : away())
  const stop = listen({
    presence: (here) => {
      put(cache, here)
      if (here.ticket_id === id && !mine()) look()
    },
    again: look,
  })
  const beginning = setTimeout(begin, STAYS)
  const timer = setInterval(look, AGAIN)
  document.addEventListener("visibilitychange", turn)
  window.addEventListener("pagehide", away)
  return () => {
    stop()
    clearTimeout(beginning)
    clearInterval(timer)
    document.removeEventListener("visibilitychange", turn)
    window.removeEventListener("pagehide", away)
    away()
  }
}

function isLooking(): boolean {
  return document.visibilityState === "visible"
}

/** Where somebody is matters little: what the desk did not hear is said again soon. */
function say(cache: QueryClient, id: number): void {
  const params = { path: { ticket_id: id } }
  const body = { state: "viewing" } as const
  ask(api.PUT("/api/v1/tickets/{ticket_id}/presence", { params, body })).then(
    (here) => put(cache, here),
    passOver,
  )
}

function leave(id: number): void {
  const params = { path: { ticket_id: id } }
  ask(api.DELETE("/api/v1/tickets/{ticket_id}/presence", { params, keepalive: true })).catch(passOver)
}

function passOver(error: unknown): void {
  if (!(error instanceof Problem)) throw error
}

function put(cache: QueryClient, here: Schemas["PresenceOut"]): void {
  cache.setQueryData(keyOf(here.ticket_id), here.items)
}

function keyOf(id: number) {
  return [...keys.presence, id] as const
}
