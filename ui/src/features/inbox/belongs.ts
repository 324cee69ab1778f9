/** Whether a ticket, as it stands now, still belongs to a list: what can be told without asking the desk. */
import type { Ticket } from "@/lib/api"
import type { InboxSearch, View } from "@/lib/inbox-search"
import type { SavedView } from "@/lib/data/views"

const ENDED = new Set(["resolved", "closed"])

type Filters = Partial<SavedView["filters"]>

/** Say that a ticket has certainly left; false: it may still be there. */
export function hasLeft(
  ticket: Ticket,
  search: InboxSearch,
  { me, saved, now = new Date() }: { me: string | null; saved?: SavedView | undefined; now?: Date },
): boolean {
  const filters: Filters = saved?.filters ?? {}
  const view = filters.view ?? search.view ?? (saved || search.q ? "all" : "open")
  return leftView(ticket, view, me, now) || leftFilters(ticket, { ...filters, ...ownFilters(search) })
}

function leftView(ticket: Ticket, view: View, me: string | null, now: Date): boolean {
  const isEnded = ENDED.has(ticket.status)
  const sleeps = ticket.snoozed_until !== null && new Date(ticket.snoozed_until) > now
  if (view === "all") return false
  if (view === "resolved") return !isEnded
  if (isEnded) return true
  if (view === "snoozed") return !sleeps
  if (sleeps) return true
  if (view === "mine") return me !== null && ticket.assignee?.name !== me
  if (view === "unassigned") return ticket.assignee !== null
  if (view === "needs_person") return ticket.certainty !== "person"
  if (view === "waiting") return ticket.status !== "waiting_customer"
  return view === "at_risk" && ticket.scope !== "in_scope"
}

function ownFilters({ team, category, tag }: InboxSearch): Filters {
  return {
    ...(team === undefined ? {} : { team: [team] }),
    ...(category === undefined ? {} : { category: [category] }),
    ...(tag === undefined ? {} : { tag: [tag] }),
  }
}

function leftFilters(ticket: Ticket, filters: Filters): boolean {
  const { tag, unread } = filters
  if (tag && !tag.some((one) => ticket.tags.includes(one))) return true
  if (unread && ticket.unread === false) return true
  return (["status", "team", "category", "priority", "level"] as const).some((field) => {
    const wanted = filters[field]
    return wanted ? !wanted.includes(ticket[field]) : false
  })
}
