import { describe, expect, it } from "vitest"
import { countsOf } from "./counts"

const answer = {
  views: [{ view: "open" as const, count: 12 }],
  teams: [{ name: "finance", count: 3 }],
  categories: [{ name: "billing", count: 2 }],
  scopes: [],
  saved: [{ id: 7, count: 1_000, more: true }],
}

describe("how many tickets there are where", () => {
  it("is what the desk says, and none where it says nothing", () => {
    const counts = countsOf(answer)

    expect([counts.view("open"), counts.team("finance"), counts.category("billing")]).toEqual([12, 3, 2])
    expect([counts.view("mine"), counts.team("sales"), counts.category("sales")]).toEqual([0, 0, 0])
  })

  it("is not known before the desk has answered", () => {
    const counts = countsOf(undefined)

    expect([counts.view("open"), counts.team("finance"), counts.saved(7)]).toEqual([null, null, null])
  })

  it("says of a saved view that there are more than were counted", () => {
    expect(countsOf(answer).saved(7)).toMatchObject({ count: 1_000, more: true })
    expect(countsOf(answer).saved(8)).toBeNull()
  })
})
