import type { ReactNode } from "react"
import { useQueryClient } from "@tanstack/react-query"
import { FileQuestion } from "lucide-react"
import { Button } from "@/components/button"
import { EmptyState } from "@/components/empty-state"
import { ProblemNote } from "@/components/problem-note"
import { Problem, type Ticket, type TicketDetail } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import { useTicket, useTicketLive } from "@/lib/data/tickets"
import * as words from "@/lib/words"
import { Thread } from "./thread"
import { ThreadSkeleton } from "./thread-skeleton"
import { TicketDialogs } from "./ticket-dialogs"
import { TicketHeader } from "./ticket-header"
import { useMarkRead } from "./use-mark-read"
import { useTicketActions } from "./use-ticket-actions"

export interface TicketPaneProps {
  id: number
  onClose: () => void
  /** What one writes with, below the thread. */
  composer: ReactNode
}

const { pane } = words.ticket

/** The ticket that is open: its head, its thread, and what one writes with. */
export function TicketPane({ id, onClose, composer }: TicketPaneProps) {
  const { data, error, refetch } = useTicket(id)
  useTicketLive(id)
  return (
    <section aria-label={pane.label} className="@container flex h-full min-h-0 flex-col overflow-y-auto">
      {data ? (
        <OpenTicket detail={data} onClose={onClose} composer={composer} />
      ) : error instanceof Problem && error.status === 404 ? (
        <MissingTicket onClose={onClose} />
      ) : error ? (
        <ProblemNote error={error} retry={() => void refetch()} />
      ) : (
        <ComingTicket id={id} onClose={onClose} />
      )}
    </section>
  )
}

function OpenTicket({
  detail,
  onClose,
  composer,
}: {
  detail: TicketDetail
  onClose: () => void
  composer: ReactNode
}) {
  const { ticket } = detail
  useTicketActions(ticket, onClose)
  useMarkRead(ticket)
  return (
    <>
      <TicketHeader ticket={ticket} verdict={detail.verdict.verdict} onClose={onClose} />
      <Thread detail={detail} />
      {composer}
      <TicketDialogs ticket={ticket} />
    </>
  )
}

/** What a list knows of it is shown until the whole has come. */
function ComingTicket({ id, onClose }: { id: number; onClose: () => void }) {
  const row = useQueryClient().getQueryData<Ticket>(keys.row(id))
  return (
    <>
      {row && <TicketHeader ticket={row} onClose={onClose} />}
      <ThreadSkeleton />
    </>
  )
}

function MissingTicket({ onClose }: { onClose: () => void }) {
  return (
    <EmptyState
      icon={FileQuestion}
      title={pane.missing}
      level={1}
      actions={<Button onClick={onClose}>{pane.back}</Button>}
    >
      {pane.missingHint}
    </EmptyState>
  )
}
