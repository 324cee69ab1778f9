import { describe, expect, it } from "vitest"
import { filtersOf, givenOf, type SavedView } from "./views"

const NONE = {
  view: null,
  status: null,
  category: null,
  subcategory: null,
  priority: null,
  level: null,
  sentiment: null,
  team: null,
  channel: null,
  language: null,
  certainty: null,
  scope: null,
  tag: null,
  assignee: null,
  customer: null,
  unread: null,
  received_from: null,
  received_to: null,
  q: null,
}

const refunds: SavedView = {
  id: 7,
  version: 1,
  name: "Refunds",
  owner: { id: 1, name: "Kim" },
  shared: true,
  filters: { ...NONE, view: "open", category: ["billing"] },
  sort: "due",
  created_at: "2026-03-01T08:00:00Z",
  updated_at: "2026-03-01T08:00:00Z",
}

describe("the filters that are kept under a name", () => {
  it("are those of the address, the open tickets where it says nothing", () => {
    expect(filtersOf({})).toEqual({ filters: { view: "open" }, sort: "priority" })
    expect(filtersOf({ view: "mine", q: "refund", sort: "due" })).toEqual({
      filters: { view: "mine", q: "refund" },
      sort: "due",
    })
    expect(filtersOf({ team: "finance", tag: "vip" })).toEqual({
      filters: { view: "open", team: ["finance"], tag: ["vip"] },
      sort: "priority",
    })
  })

  it("are all tickets of a search that was made everywhere", () => {
    expect(filtersOf({ q: "refund" }).filters).toEqual({ q: "refund" })
  })

  it("narrow the saved view on which the address stands, in that one's order", () => {
    expect(filtersOf({ saved: 7, q: "late" }, refunds)).toEqual({
      filters: { view: "open", category: ["billing"], q: "late" },
      sort: "due",
    })
  })
})

it("a view that was deleted is made again as it was", () => {
  expect(givenOf(refunds)).toEqual({
    name: "Refunds",
    shared: true,
    sort: "due",
    filters: { view: "open", category: ["billing"] },
  })
})
