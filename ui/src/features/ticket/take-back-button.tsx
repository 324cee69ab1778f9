import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Undo2 } from "lucide-react"
import { Button } from "@/components/button"
import { api, ask, type Ticket } from "@/lib/api"
import { takeBack } from "@/lib/data/take-back"
import type { Correctable } from "@/lib/data/tickets"
import { notify } from "@/lib/notices"
import * as words from "@/lib/words"

const { triage, did } = words.ticket

/** Takes the newest correction of a field back, so that the desk forgets it. */
export function TakeBackButton({ ticket, name }: { ticket: Ticket; name: Correctable }) {
  const cache = useQueryClient()
  const { data } = useQuery({
    queryKey: ["corrections", ticket.id, ticket.revision],
    queryFn: ({ signal }) => {
      const params = { path: { ticket_id: ticket.id }, query: { limit: 100 } }
      return ask(api.GET("/api/v1/tickets/{ticket_id}/corrections", { params, signal }))
    },
    staleTime: Infinity,
  })
  const made = data?.items.find((one) => one.field === name && one.taken_back_at === null)
  if (!made) return null
  const run = async () => {
    const isBack = await takeBack(cache, { id: ticket.id, version: ticket.version, corrections: [made] })
    if (isBack) notify({ text: did.takenBack })
  }
  return (
    <Button size="small" className="mb-2 ml-3" onClick={() => void run()}>
      <Undo2 className="size-3.5" aria-hidden />
      {triage.takeBack}
    </Button>
  )
}
