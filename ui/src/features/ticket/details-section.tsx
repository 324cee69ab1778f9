import type { ReactNode } from "react"
import { Plus } from "lucide-react"
import { IconButton } from "@/components/icon-button"
import type { Ticket } from "@/lib/api"
import { useNames } from "@/lib/data/names"
import { useMay } from "@/lib/data/session"
import { formatMoment } from "@/lib/formats"
import * as words from "@/lib/words"
import { openDialog } from "./overlays"
import { Section } from "./section"
import { TagList } from "./tags-dialog"
import { useActs } from "./use-acts"

const { tags, facts } = words.ticket

/** The ticket's tags. */
export function TagsSection({ ticket }: { ticket: Ticket }) {
  const acts = useActs(ticket)
  const may = useMay("work")
  return (
    <Section
      name="tags"
      title={tags.title}
      aside={
        may && (
          <IconButton
            icon={Plus}
            label={tags.add}
            keys="#"
            className="-my-1"
            onClick={() => openDialog("tags")}
          />
        )
      }
    >
      <TagList ticket={ticket} onRemove={may ? acts.removeTag : null} />
    </Section>
  )
}

/** Where the ticket came from, and when. */
export function FactsSection({ ticket }: { ticket: Ticket }) {
  const names = useNames()
  return (
    <Section name="facts" title={facts.title}>
      <dl className="grid grid-cols-[5rem_1fr] gap-x-2.5 gap-y-1 text-[0.8125rem]">
        <Fact name={names.field("channel")}>{names.value("channel", ticket.channel)}</Fact>
        {ticket.external_ref && <Fact name={facts.reference}>{ticket.external_ref}</Fact>}
        <Fact name={facts.received}>{formatMoment(ticket.received_at)}</Fact>
        {ticket.heard_at && <Fact name={facts.heard}>{formatMoment(ticket.heard_at)}</Fact>}
        {ticket.resolved_at && <Fact name={facts.resolved}>{formatMoment(ticket.resolved_at)}</Fact>}
      </dl>
    </Section>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-soft">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  )
}
