import { useEffect, useRef, useState } from "react"
import { useQueryClient } from "@tanstack/react-query"
import { api, ask, type Ticket } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import { putRows } from "@/lib/data/tickets"
import { useSession } from "@/lib/data/session"
import { useLive, type Here, type Listener } from "@/lib/live"
import { notify } from "@/lib/notices"
import { useEvent } from "@/lib/use-event"
import * as words from "@/lib/words"

/** The desk forgets after 10 seconds that somebody types. */
const EVERY = 4_000

/** Tell the desk that one types here; the first words take a ticket that nobody has. */
export function useTyping(ticket: Ticket, takes: boolean): () => void {
  const cache = useQueryClient()
  const last = useRef(0)
  const hasTaken = useRef(false)
  const path = { ticket_id: ticket.id }

  const take = async () => {
    const claimed = await ask(api.POST("/api/v1/tickets/{ticket_id}/claim", { params: { path }, body: {} }))
    putRows(cache, [claimed])
    void cache.invalidateQueries({ queryKey: keys.ticket(ticket.id) })
    const run = () =>
      void ask(api.DELETE("/api/v1/tickets/{ticket_id}/assignee", { params: { path } }))
        .catch(() => undefined)
        .then(() => cache.invalidateQueries({ queryKey: keys.ticket(ticket.id) }))
    notify({ text: words.composer.claimed, undo: { title: words.common.undo, run } })
  }

  return useEvent(() => {
    if (takes && !ticket.assignee && !hasTaken.current) {
      hasTaken.current = true
      take().catch(() => undefined) // somebody was quicker: the header says who
    }
    if (Date.now() - last.current < EVERY) return
    last.current = Date.now()
    const body = { state: "typing" as const }
    void ask(api.PUT("/api/v1/tickets/{ticket_id}/presence", { params: { path }, body })).catch(
      () => undefined,
    )
  })
}

/** Names of the others who write an answer to the ticket now. */
export function useOthersTyping(ticket: number): string[] {
  const me = useSession()?.agent?.id
  const [here, setHere] = useState<Here["items"]>([])
  const [listener] = useState<Listener>(() => ({
    presence: (told) => {
      if (told.ticket_id === ticket) setHere(told.items)
    },
  }))
  useLive(listener)
  useEffect(() => {
    const stop = new AbortController()
    const params = { path: { ticket_id: ticket } }
    ask(api.GET("/api/v1/tickets/{ticket_id}/presence", { params, signal: stop.signal })).then(
      (told) => setHere(told.items),
      () => undefined, // the next change tells
    )
    return () => stop.abort()
  }, [ticket])
  return here.filter((one) => one.state === "typing" && one.agent.id !== me).map((one) => one.agent.name)
}
