import { describe, expect, it } from "vitest"
import { numberIn } from "./use-found"

describe("a ticket's number", () => {
  it("is known by itself, with a sign, and as replies write it", () => {
    expect(["12", "#12", "T-00012", "t-12"].map(numberIn)).toEqual([12, 12, 12, 12])
  })

  it("is not seen in other words", () => {
    expect(["0", "12 apples", "T-", "1e3", ""].map(numberIn)).toEqual([null, null, null, null, null])
  })
})
