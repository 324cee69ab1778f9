import { useDeferredValue } from "react"
import { Composer } from "@/features/composer/composer"
import { ContextPane } from "@/features/ticket/context-pane"
import { TicketPane } from "@/features/ticket/ticket-pane"

/**
 * The ticket that is open: its thread, where one answers it, and what is known around it.
 *
 * Who goes to the next one sees its thread first; what is known around it follows a frame later.
 */
export default function OpenTicket({ id, onClose }: { id: number; onClose: () => void }) {
  const around = useDeferredValue(id)
  return (
    <>
      <div className="bg-sunk min-w-0 flex-1">
        <TicketPane key={id} id={id} onClose={onClose} composer={<Composer key={id} ticketId={id} />} />
      </div>
      <ContextPane id={around} />
    </>
  )
}
