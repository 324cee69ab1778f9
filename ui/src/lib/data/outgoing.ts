/** What waits a moment before it goes out, taken back: its words go where their author writes. */
import { useEffect } from "react"
import { useQueryClient, type QueryClient } from "@tanstack/react-query"
import { api, ask, type Schemas } from "../api"
import { notify, notifyProblem } from "../notices"
import { useEvent } from "../use-event"
import * as words from "../words"
import { keys } from "./keys"
import { useMe } from "./session"
import { putTicket } from "./tickets"

export type Recalled = Schemas["EntryRecalled"]
type Told = (back: Recalled) => void

const listeners = new Set<Told>()

/** A message about something that waits is replaced by what became of it. */
export const aboutOutgoing = (id: number) => `outgoing-${id}`

/** Gives what takes back something that has not gone out yet. */
export function useRecall(): (ticketId: number, outgoingId: number) => Promise<void> {
  const cache = useQueryClient()
  return useEvent((ticketId: number, outgoingId: number) => recall(cache, ticketId, outgoingId))
}

async function recall(cache: QueryClient, ticketId: number, outgoingId: number): Promise<void> {
  const params = { path: { ticket_id: ticketId, outgoing_id: outgoingId } }
  try {
    const back = await ask(api.DELETE("/api/v1/tickets/{ticket_id}/outgoing/{outgoing_id}", { params }))
    putTicket(cache, back.ticket)
    for (const told of listeners) told(back)
    notify({ text: words.ticket.thread.undone, about: aboutOutgoing(outgoingId) })
  } catch (error) {
    notifyProblem(error)
  }
  void cache.invalidateQueries({ queryKey: keys.ticket(ticketId) })
}

/** Hear what was taken back of one's own, wherever that was done; for where it is written on. */
export function useRecalled(ticketId: number, told: Told): void {
  const me = useMe()?.name
  const hear = useEvent((back: Recalled) => {
    if (back.outgoing.ticket_id === ticketId && back.outgoing.author === me) told(back)
  })
  useEffect(() => {
    listeners.add(hear)
    return () => {
      listeners.delete(hear)
    }
  }, [hear])
}
