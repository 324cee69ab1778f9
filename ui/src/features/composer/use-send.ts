import { useMutation, useQueryClient } from "@tanstack/react-query"
import { api, ask, Problem, type Schemas, type TicketDetail } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import { aboutOutgoing, useRecall } from "@/lib/data/outgoing"
import { putRows } from "@/lib/data/tickets"
import { notify, notifyProblem } from "@/lib/notices"
import * as words from "@/lib/words"
import type { Draft, Kind } from "./use-draft"

/** Seconds in which a reply can be taken back. */
export const DELAY = 10

interface Given {
  text: string
  /** Where the ticket shall stand once it is sent. */
  status?: Schemas["Status"]
  /** Stays the same when it is tried again, so that nothing is sent twice. */
  key: string
}

/**
 * Send what stands in the composer. It waits at the desk for some seconds, and comes back when it is undone.
 */
export function useSend(detail: TicketDetail, kind: Kind, draft: Draft) {
  const cache = useQueryClient()
  const ticket = detail.ticket.id
  const refresh = () => void cache.invalidateQueries({ queryKey: keys.ticket(ticket) })

  const recall = useRecall()

  return useMutation({
    retry: (tries, error) => tries < 2 && error instanceof Problem && error.status === 503,
    mutationFn: ({ text, status, key }: Given) =>
      ask(
        api.POST("/api/v1/tickets/{ticket_id}/entries", {
          params: { path: { ticket_id: ticket }, header: { "Idempotency-Key": key } },
          body: { kind, text, delay_seconds: DELAY, ...(status ? { status } : {}) },
        }),
      ),
    onSuccess: (done) => {
      draft.settle("", 0)
      putRows(cache, [done.ticket])
      if ("outgoing" in done) {
        const told = kind === "reply" ? words.composer.queued(DELAY) : words.composer.noteQueued(DELAY)
        const { id } = done.outgoing
        notify({
          text: told,
          stays: DELAY * 1000,
          about: aboutOutgoing(id),
          undo: { title: words.common.undo, run: () => void recall(ticket, id) },
        })
      }
    },
    onError: notifyProblem,
    onSettled: refresh,
  })
}
