import { useTicket } from "@/lib/data/tickets"
import { useMay } from "@/lib/data/session"
import * as words from "@/lib/words"
import { Desk } from "./writing-desk"

/** Where one answers a ticket, or leaves a note. Until the ticket is there it takes no words. */
export function Composer({ ticketId }: { ticketId: number }) {
  const { data } = useTicket(ticketId)
  const mayWork = useMay("work")
  if (!data) return null
  if (!mayWork) return <p className="text-soft border-line border-t p-4">{words.composer.mayNotWork}</p>
  return <Desk detail={data} />
}
