import { AlarmClock, ArrowLeft, ChevronDown } from "lucide-react"
import { Badge, type Tone } from "@/components/badge"
import { IconButton } from "@/components/icon-button"
import { Marked } from "@/components/marked"
import type { Schemas, Ticket } from "@/lib/api"
import { useNames } from "@/lib/data/names"
import { useMay } from "@/lib/data/session"
import { formatMoment } from "@/lib/formats"
import * as words from "@/lib/words"
import { marksIn, useMarking } from "./marking"
import { PresenceNote } from "./presence-note"
import { spansThatFit } from "./text-pieces"
import { TicketButtons } from "./ticket-buttons"
import { HeadMenu, TicketMenu } from "./ticket-menu"

const { pane } = words.ticket
const TONES: Record<string, Tone> = {
  open: "accent",
  in_progress: "accent",
  resolved: "good",
  closed: "plain",
}

interface TicketHeaderProps {
  ticket: Ticket
  /** Missing while the ticket is on its way. */
  verdict?: Schemas["Verdict"]
  onClose: () => void
}

/** Which ticket it is, where it stands, who is here, and what is done most. */
export function TicketHeader({ ticket, verdict, onClose }: TicketHeaderProps) {
  return (
    <header className="border-line bg-ground relative border-b px-3 pt-2 pb-2.5 @xl:px-4">
      <div className="flex min-h-8 items-center gap-1.5">
        <IconButton icon={ArrowLeft} label={pane.back} className="-ml-1.5 md:hidden" onClick={onClose} />
        <span className="text-soft tabular-nums" title={pane.numberTitle(ticket.external_ref)}>
          {pane.number(ticket.id)}
        </span>
        <StatusBadge ticket={ticket} />
        {ticket.snoozed_until && (
          <Badge title={pane.snoozedUntil(formatMoment(ticket.snoozed_until))}>
            <AlarmClock className="size-3.5" aria-hidden />
            <span className="sr-only">{pane.snoozedUntil(formatMoment(ticket.snoozed_until))}</span>
          </Badge>
        )}
        <TicketButtons ticket={ticket} onClose={onClose} />
      </div>
      <div className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1">
        <Subject ticket={ticket} {...(verdict ? { verdict } : {})} />
        <PresenceNote id={ticket.id} />
      </div>
      <HeadMenu ticket={ticket} />
    </header>
  )
}

function Subject({ ticket, verdict }: { ticket: Ticket; verdict?: Schemas["Verdict"] }) {
  const marking = useMarking()
  const spans = verdict ? spansThatFit(ticket.subject, marksIn("subject", verdict, marking)) : []
  return (
    <h1
      dir="auto"
      title={ticket.subject}
      className="mt-1 line-clamp-2 text-base leading-snug font-semibold [overflow-wrap:anywhere]"
    >
      <Marked text={ticket.subject} spans={spans} />
      {isCut(ticket) && "…"}
    </h1>
  )
}

/** A subject that was made of a message's first words, and the message goes on. */
function isCut({ subject_made, subject, preview }: Ticket): boolean {
  return subject_made && preview.length > subject.length && preview.startsWith(subject)
}

function StatusBadge({ ticket }: { ticket: Ticket }) {
  const names = useNames()
  const may = useMay("work")
  const name = names.value("status", ticket.status)
  const badge = (
    <Badge tone={TONES[ticket.status] ?? "plain"}>
      <span className="max-w-36 truncate">{name}</span>
      {may && <ChevronDown className="size-3" aria-hidden />}
    </Badge>
  )
  if (!may) return badge
  return (
    <TicketMenu name="status" ticket={ticket}>
      <button type="button" className="rounded">
        <span className="sr-only">{pane.status}: </span>
        {badge}
      </button>
    </TicketMenu>
  )
}
