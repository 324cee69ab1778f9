/** Who is at a ticket: saying that one is there oneself, and hearing who else is. */
import { useEffect, useMemo } from "react"
import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query"
import { api, ask, Problem, type Schemas } from "../api"
import { useLive } from "../live"
import { useEvent } from "../use-event"
import { keys } from "./keys"
import { useMay, useMe } from "./session"

export type Here = Schemas["HereOut"]
type Doing = Here["state"]

const NONE: readonly Here[] = []
/** Milliseconds; the desk forgets who looks after 30 seconds, and who types after 10. */
const LOOKING_AGAIN = 20_000
const TYPING_AGAIN = 5_000
/** For so long after the last stroke somebody counts as typing. */
const TYPING_LASTS = 8_000

/** When one last said to be typing at a ticket, so that looking does not unsay it. */
const typedAt = new Map<number, number>()

/** Say that one is at a ticket while it is looked at, and tell who else is. */
export function usePresence(id: number): readonly Here[] {
  const cache = useQueryClient()
  const may = useMay("work")
  const me = useMe()
  const people = useQuery({ queryKey: peopleKey(id), queryFn: skip, enabled: false }).data ?? NONE
  useLive(useMemo(() => ({ presence: (here) => put(cache, here) }), [cache]))
  const isAgent = may && me !== null
  useEffect(() => (isAgent ? stay(cache, id) : undefined), [cache, id, isAgent])
  return useMemo(() => people.filter((one) => one.agent.name !== me?.name), [people, me])
}

/** Say with each stroke that one writes at a ticket; the desk hears it now and then. */
export function useTyping(id: number): () => void {
  const cache = useQueryClient()
  const isAgent = useMay("work")
  return useEvent(() => {
    const since = Date.now() - (typedAt.get(id) ?? 0)
    if (!isAgent || since < TYPING_AGAIN) return
    typedAt.set(id, Date.now())
    say(cache, id, "typing")
  })
}

/** Look at a ticket until the answer is called; while the window is hidden, nobody looks. */
function stay(cache: QueryClient, id: number): () => void {
  const look = () => {
    const isTyping = Date.now() - (typedAt.get(id) ?? 0) < TYPING_LASTS
    if (document.visibilityState === "visible" && !isTyping) say(cache, id, "viewing")
  }
  const turn = () => (document.visibilityState === "visible" ? look() : leave(id))
  const away = () => leave(id)
  look()
  const timer = setInterval(look, LOOKING_AGAIN)
  document.addEventListener("visibilitychange", turn)
  window.addEventListener("pagehide", away)
  return () => {
    clearInterval(timer)
    document.removeEventListener("visibilitychange", turn)
    window.removeEventListener("pagehide", away)
    leave(id)
  }
}

/** Where somebody is matters little: what the desk did not hear is said again soon. */
function say(cache: QueryClient, id: number, state: Doing): void {
  const params = { path: { ticket_id: id } }
  ask(api.PUT("/api/v1/tickets/{ticket_id}/presence", { params, body: { state } })).then(
    (here) => put(cache, here),
    passOver,
  )
}

function leave(id: number): void {
  typedAt.delete(id)
  const params = { path: { ticket_id: id } }
  ask(api.DELETE("/api/v1/tickets/{ticket_id}/presence", { params, keepalive: true })).catch(passOver)
}

function passOver(error: unknown): void {
  if (!(error instanceof Problem)) throw error
}

function put(cache: QueryClient, here: Schemas["PresenceOut"]): void {
  cache.setQueryData(peopleKey(here.ticket_id), here.items)
}

function peopleKey(id: number) {
  return [...keys.presence, id] as const
}

function skip(): readonly Here[] {
  return NONE
}
