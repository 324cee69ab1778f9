import { useRef } from "react"
import { useQueryClient } from "@tanstack/react-query"
import { api, ask, type Ticket } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import { usePeople } from "@/lib/data/people"
import { putRows } from "@/lib/data/tickets"
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
  const people = usePeople().get(ticket) ?? []
  return people.filter((one) => one.state === "typing").map((one) => one.agent.name)
}
