import { useId, useState } from "react"
import { ChevronDown, ChevronRight, ChevronsUpDown } from "lucide-react"
import { Kbd } from "@/components/kbd"
import { Badge } from "@/components/badge"
import type { Ticket } from "@/lib/api"
import { useNames } from "@/lib/data/names"
import { useMay } from "@/lib/data/session"
import type { Correctable } from "@/lib/data/tickets"
import { formatNumber } from "@/lib/formats"
import * as words from "@/lib/words"
import { authorOf, type AnyField } from "./any-field"
import { Certainty, Confidence } from "./certainty"
import { valueOf } from "./fields"
import { Learnt } from "./learnt"
import { TakeBackButton } from "./take-back-button"
import { TicketMenu } from "./ticket-menu"
import { useActs } from "./use-acts"
import { Why } from "./why"

const { triage } = words.ticket

interface TriageFieldProps {
  name: Correctable
  keys?: string
  ticket: Ticket
  field: AnyField
}

/** One field of the verdict: its value, how sure it is, who decided, why, and how to correct it. */
export function TriageField({ name, keys, ticket, field }: TriageFieldProps) {
  const names = useNames()
  const acts = useActs(ticket)
  const may = useMay("work")
  const [openAt, setOpenAt] = useState<number | null>(null)
  const isOpen = openAt === ticket.id
  const id = useId()
  const author = authorOf(field)
  const isKept = String(ticket[name]) !== String(field.value)
  const Arrow = isOpen ? ChevronDown : ChevronRight
  return (
    <li>
      <div className="group/field grid grid-cols-[5rem_1fr_auto] items-center gap-x-1 pb-1">
        <span className="text-soft flex items-center justify-between gap-1 text-[0.8125rem]">
          {names.field(name)}
          {keys && (
            <span className="opacity-0 group-focus-within/field:opacity-100 group-hover/field:opacity-100">
              <Kbd keys={keys} />
            </span>
          )}
        </span>
        <ValueButton name={name} ticket={ticket} {...(keys ? { keys } : {})} />
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={id}
          aria-label={triage.why(names.field(name))}
          title={triage.why(names.field(name))}
          className="text-soft hover:bg-hover hover:text-ink inline-flex h-6 items-center gap-0.5 rounded px-1 text-xs"
          onClick={() => setOpenAt(isOpen ? null : ticket.id)}
        >
          {triage.whyShort}
          <Arrow className="size-3.5" aria-hidden />
        </button>
        <span className="flex">
          {field.decided_by !== "human" && !isKept && <Confidence field={field} />}
        </span>
        <span className="col-start-2 col-end-4 flex px-1">
          {isKept ? (
            <span className="text-soft text-xs">{triage.kept}</span>
          ) : (
            <Certainty field={field} author={author && names.person(author)} />
          )}
        </span>
      </div>
      <div id={id}>
        {isOpen && (
          <Why
            name={name}
            field={field}
            isKept={isKept}
            onChoose={may ? (value) => void acts.setField(name, valueOf(name, String(value))) : null}
          />
        )}
        {isOpen && author !== null && may && <TakeBackButton ticket={ticket} name={name} />}
        {author !== null && <Learnt ticket={ticket} name={name} isOpen={isOpen} />}
      </div>
    </li>
  )
}

function ValueButton({ name, ticket, keys }: { name: Correctable; ticket: Ticket; keys?: string }) {
  const names = useNames()
  const may = useMay("work")
  const value = names.value(name, ticket[name])
  const shown = <Value name={name} ticket={ticket} value={value} />
  if (!may) return <span className="px-1 font-medium">{shown}</span>
  return (
    <TicketMenu name={name} ticket={ticket}>
      <button
        type="button"
        title={triage.change(keys ?? "")}
        className="hover:bg-hover data-[state=open]:bg-hover flex min-h-6 min-w-0 items-center gap-1.5 rounded px-1 text-left font-medium"
      >
        <span className="sr-only">{names.field(name)}: </span>
        {shown}
        <ChevronsUpDown className="text-soft ml-auto size-3 shrink-0" aria-hidden />
      </button>
    </TicketMenu>
  )
}

/** A value as a word; what is pressing stands out. */
function Value({ name, ticket, value }: { name: Correctable; ticket: Ticket; value: string }) {
  if (name === "priority")
    return (
      <>
        <Badge tone={ticket.priority === "urgent" ? "danger" : ticket.priority === "high" ? "warn" : "plain"}>
          {value}
        </Badge>
        <span
          className="text-soft text-xs font-normal tabular-nums"
          title={triage.score(formatNumber(ticket.priority_score))}
        >
          <span className="sr-only">{triage.scoreIs} </span>
          {formatNumber(ticket.priority_score)}
        </span>
      </>
    )
  return <span className="min-w-0 [overflow-wrap:anywhere]">{value}</span>
}
