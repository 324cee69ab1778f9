import { describe, expect, it } from "vitest"
import type { Ticket } from "@/lib/api"
import type { SavedView } from "@/lib/data/views"
import type { InboxSearch } from "@/lib/inbox-search"
import { hasLeft } from "./belongs"

const now = new Date("2026-03-02T08:00:00Z")
const KIM = { id: 3, name: "Kim" }

function ticket(about: Partial<Ticket> = {}): Ticket {
  const usual = { status: "open", assignee: null, snoozed_until: null, team: "finance", category: "billing" }
  const more = { tags: [], certainty: "auto", scope: "in_scope", priority: "low", level: "P3", unread: false }
  return { ...usual, ...more, ...about } as unknown as Ticket
}

function left(about: Partial<Ticket>, search: InboxSearch, saved?: Partial<SavedView["filters"]>): boolean {
  const view = saved ? ({ filters: saved } as SavedView) : undefined
  return hasLeft(ticket(about), search, { me: "Kim", saved: view, now })
}

describe("a ticket has left", () => {
  it("the open ones when it is resolved, closed or snoozed", () => {
    expect(left({}, {})).toBe(false)
    expect(left({ status: "resolved" }, {})).toBe(true)
    expect(left({ status: "closed" }, { view: "open" })).toBe(true)
    expect(left({ snoozed_until: "2026-03-03T08:00:00Z" }, {})).toBe(true)
    expect(left({ snoozed_until: "2026-03-01T08:00:00Z" }, {})).toBe(false)
  })

  it("one's own when somebody else has it", () => {
    expect(left({ assignee: KIM }, { view: "mine" })).toBe(false)
    expect(left({ assignee: { id: 4, name: "Tom" } }, { view: "mine" })).toBe(true)
    expect(left({ assignee: KIM }, { view: "unassigned" })).toBe(true)
  })

  it("the resolved, snoozed, waiting and uncertain ones when it is that no more", () => {
    expect(left({ status: "open" }, { view: "resolved" })).toBe(true)
    expect(left({}, { view: "snoozed" })).toBe(true)
    expect(left({}, { view: "waiting" })).toBe(true)
    expect(left({ status: "waiting_customer" }, { view: "waiting" })).toBe(false)
    expect(left({}, { view: "needs_person" })).toBe(true)
  })

  it("a team or a category when it was moved to another", () => {
    expect(left({ team: "sales" }, { team: "finance" })).toBe(true)
    expect(left({}, { team: "finance", category: "billing" })).toBe(false)
    expect(left({ category: "sales" }, { category: "billing" })).toBe(true)
    expect(left({ tags: ["vip"] }, { tag: "vip" })).toBe(false)
    expect(left({}, { tag: "vip" })).toBe(true)
  })

  it("a saved view when it meets one of its filters no more", () => {
    expect(left({ priority: "urgent" }, { saved: 7 }, { view: "open", priority: ["urgent", "high"] })).toBe(
      false,
    )
    expect(left({ priority: "low" }, { saved: 7 }, { view: "open", priority: ["urgent", "high"] })).toBe(true)
    expect(left({ status: "resolved" }, { saved: 7 }, { view: "open" })).toBe(true)
  })

  it("no list of all tickets, and no search in all of them", () => {
    expect(left({ status: "closed" }, { view: "all" })).toBe(false)
    expect(left({ status: "closed" }, { q: "refund" })).toBe(false)
  })
})
