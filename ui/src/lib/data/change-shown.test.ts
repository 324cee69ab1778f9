import { describe, expect, it } from "vitest"
import { makeTicket } from "@/test/tickets"
import { backOf, contested, shown } from "./change-shown"

const EVE = { id: 2, name: "Eve" }

describe("what a change shows before the desk has answered", () => {
  it("is the field that it sets", () => {
    expect(shown(makeTicket(), { priority: "high" })).toEqual({ priority: "high" })
  })

  it("is what a verb comes to", () => {
    expect(shown(makeTicket(), { resolve: true })).toMatchObject({ status: "resolved" })
    expect(shown(makeTicket({ assignee: EVE }), { unassign: true })).toEqual({ assignee: null })
    expect(shown(makeTicket({ tags: ["a", "b"] }), { remove_tags: ["a"] })).toEqual({ tags: ["b"] })
    expect(shown(makeTicket({ tags: ["a"] }), { add_tags: ["a", "b"] })).toEqual({ tags: ["a", "b"] })
  })
})

describe("what takes a change back", () => {
  it("is what stood there before", () => {
    expect(backOf(makeTicket(), { priority: "high" })).toEqual({ priority: "medium" })
    expect(backOf(makeTicket({ assignee: EVE }), { assign: 5 })).toEqual({ assign: 2 })
    expect(backOf(makeTicket(), { claim: true })).toEqual({ unassign: true })
    expect(backOf(makeTicket({ status: "in_progress" }), { resolve: true })).toEqual({
      status: "in_progress",
    })
  })

  it("is only what the change has done", () => {
    expect(backOf(makeTicket({ tags: ["a"] }), { add_tags: ["a", "b"] })).toEqual({ remove_tags: ["b"] })
  })

  it("is nothing where nothing was changed", () => {
    expect(backOf(makeTicket(), { priority: "medium" })).toBeNull()
    expect(backOf(makeTicket({ status: "closed" }), { resolve: true })).toBeNull()
    expect(backOf(makeTicket(), { add_tags: ["refund"] })).toBeNull()
  })
})

describe("a conflict", () => {
  const seen = makeTicket()

  it("is that somebody else has changed the same thing", () => {
    const current = makeTicket({ version: 4, priority: "high" })

    expect(contested({ priority: "urgent" }, seen, current)).toEqual(["priority"])
  })

  it("is none where they have changed something else", () => {
    const current = makeTicket({ version: 6, assignee: EVE, tags: ["x"], category: "account" })

    expect(contested({ priority: "urgent" }, seen, current)).toEqual([])
  })

  it("is none where they have done the same", () => {
    expect(contested({ priority: "high" }, seen, makeTicket({ version: 4, priority: "high" }))).toEqual([])
    expect(contested({ resolve: true }, seen, makeTicket({ version: 4, status: "resolved" }))).toEqual([])
  })

  it("is that the customer wrote before one resolves the ticket", () => {
    const current = makeTicket({ version: 4, heard_at: "2026-03-02T10:00:00Z" })

    expect(contested({ resolve: true }, seen, current)).toEqual(["heard_at"])
    expect(contested({ team: "sales" }, seen, current)).toEqual([])
  })

  it("is that the subcategory's category is another one now", () => {
    const current = makeTicket({ version: 4, category: "account", subcategory: "Login" })

    expect(contested({ subcategory: "Refunds" }, seen, current)).toEqual(["category", "subcategory"])
  })

  it("is never about tags or what one has read", () => {
    const current = makeTicket({ version: 4, tags: [], unread: true })

    expect(contested({ add_tags: ["vip"] }, seen, current)).toEqual([])
    expect(contested({ read: true }, seen, current)).toEqual([])
  })
})
