import { Badge, type Tone } from "@/components/badge"
import { Button } from "@/components/button"
import { Meter } from "@/components/meter"
import type { Schemas, Ticket } from "@/lib/api"
import { useNames, type Names } from "@/lib/data/names"
import { useMay } from "@/lib/data/session"
import { formatLeft, formatMoment, formatShort } from "@/lib/formats"
import { useNow } from "@/lib/use-now"
import * as words from "@/lib/words"
import { openDialog } from "./overlays"
import { Section } from "./section"
import { isEnded } from "./use-acts"

const { due: said } = words.ticket
/** The share of the time from which on it is short. */
const SHORT = 0.75
const HOUR = 3_600_000

/** When somebody must have acted, how much of the time is gone, and whose promise it is. */
export function DueSection({ ticket, verdict }: { ticket: Ticket; verdict: Schemas["Verdict"] }) {
  const names = useNames()
  const may = useMay("work")
  return (
    <Section
      name="due"
      title={said.title}
      aside={<Badge tone={ticket.level === "P1" ? "danger" : "plain"}>{ticket.level}</Badge>}
    >
      {isEnded(ticket) ? <Ended ticket={ticket} /> : <Left ticket={ticket} />}
      <div className="mt-1.5 flex items-start gap-2">
        <p className="text-soft min-w-0 flex-1 text-xs">{promiseOf(ticket, verdict, names)}</p>
        {may && (
          <Button size="small" look="quiet" className="-my-1 -mr-2" onClick={() => openDialog("due-moment")}>
            {said.change}
          </Button>
        )}
      </div>
    </Section>
  )
}

function Left({ ticket }: { ticket: Ticket }) {
  const now = useNow()
  const due = Date.parse(ticket.due_at)
  const start = Math.min(due - ticket.sla_hours * HOUR, Date.parse(ticket.received_at))
  const gone = (now.getTime() - start) / Math.max(1, due - start)
  const [tone, ink]: [Tone, string] =
    gone >= 1 ? ["danger", "text-danger"] : gone >= SHORT ? ["warn", "text-warn"] : ["good", "text-ink"]
  return (
    <>
      <p className="flex items-baseline gap-2">
        <span className={`text-xl font-semibold tabular-nums ${ink}`}>{formatLeft(ticket.due_at, now)}</span>
        <time dateTime={ticket.due_at} title={formatMoment(ticket.due_at)} className="text-soft text-xs">
          {gone >= 1
            ? said.wasDue(formatShort(ticket.due_at, now))
            : said.isDue(formatShort(ticket.due_at, now))}
        </time>
      </p>
      <Meter value={gone} tone={tone} className="mt-1.5" />
    </>
  )
}

function Ended({ ticket }: { ticket: Ticket }) {
  if (!ticket.resolved_at) return null
  const isLate = Date.parse(ticket.resolved_at) > Date.parse(ticket.due_at)
  const span = formatLeft(ticket.due_at, new Date(ticket.resolved_at)).replace("−", "")
  return (
    <p className={isLate ? "text-danger" : "text-good"}>{isLate ? said.endedLate(span) : said.ended(span)}</p>
  )
}

/** "P1 is answered within 4 h. Rules decided the level." */
function promiseOf(ticket: Ticket, verdict: Schemas["Verdict"], names: Names): string {
  const planned = Date.parse(ticket.due_at) - ticket.sla_hours * HOUR
  const starts = [ticket.received_at, ticket.heard_at].filter((one) => one !== null)
  const isMoved = !starts.some((one) => Math.abs(Date.parse(one) - planned) < HOUR / 60)
  const promise = said.promise(ticket.level, names.value("sla_hours", ticket.sla_hours))
  const by = said.decided(words.ticket.voices[verdict.level.decided_by] ?? "", ticket.level)
  return isMoved ? `${promise} ${by} ${said.moved}` : `${promise} ${by}`
}
