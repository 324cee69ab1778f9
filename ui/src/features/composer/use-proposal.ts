import { useState } from "react"
import { useMutation } from "@tanstack/react-query"
import type { Schemas, TicketDetail } from "@/lib/api"
import { notifyProblem } from "@/lib/notices"
import { streamed } from "@/lib/streamed"

type Redraft = Schemas["RedraftOut"]
export type Sentence = Schemas["CheckedOut"]
export type Shown = Schemas["ProposalOut"] & Partial<Pick<Redraft, "writer" | "note">>

/** The reply that the desk proposes, and how it is drafted anew, sentence by sentence where an LLM writes. */
export function useProposal(detail: TicketDetail) {
  const [said, setSaid] = useState<readonly Sentence[]>([])
  const anew = useMutation({
    mutationFn: async () => {
      setSaid([])
      const address = `/api/v1/tickets/${detail.ticket.id}/draft`
      const made = await streamed(address, { method: "POST" }, "proposal", ({ event, data }) => {
        if (event === "sentence") setSaid((before) => [...before, data as Sentence])
      })
      return made as Redraft
    },
    onError: notifyProblem,
  })
  const shown: Shown = anew.data ?? detail.proposal
  return { shown, anew, said: anew.isPending ? said : [] }
}
