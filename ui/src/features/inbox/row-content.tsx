import { useMemo } from "react"
import { AlarmClock, CircleCheck, Hourglass } from "lucide-react"
import { clsx } from "clsx"
import { Avatar } from "@/components/avatar"
import { Badge, type Tone } from "@/components/badge"
import { Dot } from "@/components/dot"
import { Marked } from "@/components/marked"
import type { Ticket } from "@/lib/api"
import type { Names } from "@/lib/data/names"
import type { Person } from "@/lib/data/people"
import type { Marks } from "@/lib/data/rows"
import { formatLeft, formatMoment, formatShort } from "@/lib/formats"
import { useNow } from "@/lib/use-now"
import * as words from "@/lib/words"
import { ChannelSign } from "./channel-sign"
import { PeopleSign } from "./people-sign"
import { nearMark, previewOf } from "./preview"

const LEVELS: Record<string, Tone> = { P1: "danger", P2: "warn" }
const ENDED = new Set(["resolved", "closed"])

export interface RowContentProps {
  ticket: Ticket
  /** Why it is no longer in the list. */
  left: string | null
  people: readonly Person[]
  marks: Marks
  names: Names
  hue: (category: string) => number
}

/** What a row says of its ticket: who, what, and how it begins; at the right how much it presses. */
export function RowContent({ ticket, left, people, marks, names, hue }: RowContentProps) {
  const weight = ticket.unread ? "font-semibold" : "font-medium"
  const preview = useMemo(() => previewOf(ticket), [ticket])
  return (
    <div className={"flex min-w-0 flex-1 flex-col justify-center"}>
      <div className="flex h-5 items-center gap-1.5">
        {ticket.unread && <span className="sr-only">{words.inbox.row.unread}. </span>}
        <span
          className={clsx(
            "min-w-0 flex-1 truncate text-[0.8125rem]",
            ticket.unread ? "font-medium" : "text-soft",
          )}
        >
          <Text part="customer" text={ticket.customer.name} marks={marks} />
        </span>
        <PeopleSign people={people} />
        {ticket.scope !== "in_scope" && <Badge tone="accent">{names.value("scope", ticket.scope)}</Badge>}
        <Badge tone={LEVELS[ticket.level] ?? "plain"}>
          <span className="sr-only">{words.inbox.row.level(ticket.level)}</span>
          <span aria-hidden>{ticket.level}</span>
        </Badge>
        <Time ticket={ticket} />
      </div>
      <div className={clsx("truncate leading-5", weight, left && "text-soft line-through decoration-1")}>
        <Text part="subject" text={ticket.subject || words.inbox.row.noSubject} marks={marks} />
      </div>
      <div className="text-soft flex h-5 items-center gap-2 text-xs">
        <span className="min-w-0 flex-1 truncate">
          {left ? (
            <span className="text-warn font-medium">{left}</span>
          ) : (
            <Text part="message" text={preview} marks={marks} />
          )}
        </span>
        <span className="inline-flex max-w-28 items-center gap-1.5">
          <Dot hue={hue(ticket.category)} />
          <span className="truncate">{names.value("category", ticket.category)}</span>
        </span>
        <ChannelSign channel={ticket.channel} name={names.value("channel", ticket.channel)} />
        <Assignee ticket={ticket} names={names} />
      </div>
    </div>
  )
}

/** A text of the ticket, or of a search the piece of it where the words stand. */
function Text({ part, text, marks }: { part: string; text: string; marks: Marks }) {
  const found = marks.find((one) => one.part === part)
  if (!found) return text
  const { text: piece, spans } = part === "message" ? nearMark(found) : found
  return <Marked text={piece} spans={spans} />
}

/** What the clock says of a ticket: time left or lost, asleep until, or when it was over. */
function Time({ ticket }: { ticket: Ticket }) {
  const now = useNow()
  const { row } = words.inbox
  if (ENDED.has(ticket.status)) {
    const at = ticket.resolved_at ?? ticket.updated_at
    return (
      <span
        className="text-good inline-flex min-w-15 items-center justify-end gap-1 text-xs"
        title={row.resolved(formatMoment(at))}
      >
        <CircleCheck className="size-3.5" aria-hidden />
        <span className="sr-only">{row.resolved("")}</span>
        {formatShort(at, now)}
      </span>
    )
  }
  if (ticket.snoozed_until && new Date(ticket.snoozed_until) > now) {
    const until = formatShort(ticket.snoozed_until, now)
    return (
      <span
        className="text-soft inline-flex min-w-15 items-center justify-end gap-1 text-xs"
        title={row.snoozed(formatMoment(ticket.snoozed_until))}
      >
        <AlarmClock className="size-3.5" aria-hidden />
        <span className="sr-only">{row.snoozed(until)}</span>
        <span aria-hidden>{until}</span>
      </span>
    )
  }
  return <TimeLeft ticket={ticket} now={now} />
}

function TimeLeft({ ticket, now }: { ticket: Ticket; now: Date }) {
  const { row } = words.inbox
  const isLate = new Date(ticket.due_at) < now
  const left = formatLeft(ticket.due_at, now)
  const isWaiting = ticket.status === "waiting_customer"
  return (
    <span
      className={clsx(
        "inline-flex min-w-15 items-center justify-end gap-1 text-xs tabular-nums",
        isLate && !isWaiting ? "text-danger font-medium" : "text-soft",
      )}
      title={row.dueAt(formatMoment(ticket.due_at))}
    >
      {isWaiting && (
        <>
          <Hourglass className="size-3.5" aria-hidden />
          <span className="sr-only">{row.waiting}, </span>
        </>
      )}
      <span className="sr-only">{isLate ? row.lateBy(left.slice(1)) : row.dueIn(left)}</span>
      <span aria-hidden>{left}</span>
    </span>
  )
}

function Assignee({ ticket, names }: { ticket: Ticket; names: Names }) {
  const { assignee } = ticket
  if (!assignee)
    return (
      <span className="border-line-strong size-5 shrink-0 rounded-full border border-dashed">
        <span className="sr-only">{words.inbox.row.nobody}</span>
      </span>
    )
  return (
    <span className="inline-flex shrink-0" title={assignee.name}>
      <Avatar name={names.letters(assignee.name)} size="small" />
      <span className="sr-only">{words.inbox.row.assignee(names.person(assignee.name))}</span>
    </span>
  )
}
