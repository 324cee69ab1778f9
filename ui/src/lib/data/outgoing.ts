/** What waits a moment before it goes out, taken back: its words go where their author writes. */
import { useEffect } from "react"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { api, ask, type Schemas } from "../api"
import { notify, notifyProblem } from "../notices"
import { useEvent } from "../use-event"
import { words } from "../words"
import { keys } from "./keys"
import { putTicket } from "./tickets"

export type Recalled = Schemas["EntryRecalled"]
type Told = (back: Recalled) => void

const listeners = new Set<Told>()

/** Take back what has not gone out yet. */
export function useRecall(ticketId: number) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (outgoing: number) => {
      const params = { path: { ticket_id: ticketId, outgoing_id: outgoing } }
      return ask(api.DELETE("/api/v1/tickets/{ticket_id}/outgoing/{outgoing_id}", { params }))
    },
    onSuccess: (back) => {
      putTicket(cache, back.ticket)
      for (const told of listeners) told(back)
      notify({ text: words.ticket.thread.undone, about: `outgoing-${back.outgoing.id}` })
    },
    onError: notifyProblem,
    onSettled: () => cache.invalidateQueries({ queryKey: keys.ticket(ticketId) }),
  })
}

/** Hear what was taken back, wherever that was done; for where it is written on. */
export function useRecalled(ticketId: number, told: Told): void {
  const hear = useEvent((back: Recalled) => {
    if (back.outgoing.ticket_id === ticketId) told(back)
  })
  useEffect(() => {
    listeners.add(hear)
    return () => {
      listeners.delete(hear)
    }
  }, [hear])
}
