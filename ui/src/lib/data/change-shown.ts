/** What a change comes to, before the desk has answered: what it shows, what takes it back, what it touches. */
import type { Schemas, Ticket } from "../api"

/** Exactly one of its fields is given. */
export type Change = Schemas["BulkChange"]

const ENDED: ReadonlySet<string> = new Set(["resolved", "closed"])
/** The fields that a change sets by their own name. */
const PLAIN = [
  "category",
  "subcategory",
  "urgency",
  "priority",
  "level",
  "sentiment",
  "frustrated",
  "team",
  "language",
  "scope",
  "status",
  "subject",
  "tier",
  "channel",
  "due_at",
] as const satisfies readonly (keyof Change & keyof Ticket)[]
/** What a verb decides about; what goes with it must not have changed unseen either. */
const TOUCHED: Record<string, readonly (keyof Ticket)[]> = {
  assign: ["assignee"],
  unassign: ["assignee"],
  claim: ["assignee"],
  resolve: ["status", "heard_at"],
  reopen: ["status"],
  snooze: ["snoozed_until", "heard_at"],
  unsnooze: ["snoozed_until"],
  subcategory: ["category", "subcategory"],
}
/** Adding and taking away commute, and what one has read is one's own: these cannot be in anybody's way. */
const PEACEFUL = new Set(["add_tags", "remove_tags", "read"])

/** How the ticket shall stand, as far as the change tells. */
export function shown(ticket: Pick<Ticket, "tags">, change: Change): Partial<Ticket> {
  const given = Object.fromEntries(
    PLAIN.filter((name) => change[name] !== undefined).map((name) => [name, change[name]]),
  )
  if (change.resolve) return { ...given, status: "resolved", snoozed_until: null }
  if (change.reopen) return { ...given, status: "open" }
  if (change.unassign) return { ...given, assignee: null }
  if (change.snooze) return { ...given, snoozed_until: change.snooze }
  if (change.unsnooze) return { ...given, snoozed_until: null }
  if (change.read !== undefined) return { ...given, unread: !change.read }
  if (change.add_tags) return { ...given, tags: [...new Set([...ticket.tags, ...change.add_tags])] }
  if (change.remove_tags)
    return { ...given, tags: ticket.tags.filter((tag) => !change.remove_tags?.includes(tag)) }
  return given
}

/** What takes a change back, for a ticket that stood as it is given; null: nothing would. */
export function backOf(ticket: Ticket, change: Change): Change | null {
  const name = PLAIN.find((one) => change[one] !== undefined)
  if (name) return ticket[name] === change[name] ? null : ({ [name]: ticket[name] } as Change)
  if (change.resolve) return ENDED.has(ticket.status) ? null : statusOf(ticket)
  if (change.reopen) return ENDED.has(ticket.status) ? statusOf(ticket) : null
  if (change.assign || change.unassign || change.claim)
    return ticket.assignee ? { assign: ticket.assignee.id } : { unassign: true }
  if (change.snooze || change.unsnooze)
    return ticket.snoozed_until ? { snooze: ticket.snoozed_until } : { unsnooze: true }
  if (change.read !== undefined) return { read: !change.read }
  const added = change.add_tags?.filter((tag) => !ticket.tags.includes(tag))
  if (added?.length) return { remove_tags: added }
  const removed = change.remove_tags?.filter((tag) => ticket.tags.includes(tag))
  return removed?.length ? { add_tags: removed } : null
}

/** The fields that a change decides about. */
export function touched(change: Change): readonly (keyof Ticket)[] {
  const name = Object.keys(change)[0] ?? ""
  if (PEACEFUL.has(name)) return []
  return TOUCHED[name] ?? [name as keyof Ticket]
}

/** What somebody else has made of the fields that a change decides about, since it was seen. */
export function contested(change: Change, seen: Ticket, current: Ticket): readonly (keyof Ticket)[] {
  const wanted = shown(current, change)
  const isOther = (field: keyof Ticket) => !isSame(seen[field], current[field])
  const isWanted = (field: keyof Ticket) => field in wanted && isSame(wanted[field], current[field])
  return touched(change).filter((field) => isOther(field) && !isWanted(field))
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function statusOf(ticket: Ticket): Change {
  return { status: ticket.status as NonNullable<Change["status"]> }
}
