import { describe, expect, it } from "vitest"
import { listQuery, readInboxSearch } from "./inbox-search"

describe("the address of the inbox", () => {
  it("keeps what it knows and drops what it does not", () => {
    const found = readInboxSearch({ view: "mine", sort: "sideways", ticket: "7", team: "billing", x: 1 })

    expect(found).toEqual({ view: "mine", ticket: 7, team: "billing" })
  })

  it("shows open tickets, the most pressing first, when it says nothing", () => {
    expect(listQuery({})).toEqual({ view: "open", sort: "priority" })
  })

  it("searches everywhere, not in open tickets alone", () => {
    expect(listQuery({ q: "refund" })).toEqual({ q: "refund", sort: "priority" })
  })

  it("narrows a team to its open tickets", () => {
    expect(listQuery({ team: "billing", sort: "due" })).toEqual({
      view: "open",
      team: ["billing"],
      sort: "due",
    })
  })

  it("leaves a saved view its own order, unless another is chosen", () => {
    expect(listQuery({ saved: 7 })).toEqual({ view: 7 })
    expect(listQuery({ saved: 7, sort: "due" })).toEqual({ view: 7, sort: "due" })
  })
})
