import { describe, expect, it } from "vitest"
import { everything, extended, NOBODY_SELECTED, pruned, toggled } from "./selection"

const order = [5, 3, 9, 1, 7]

describe("selecting tickets", () => {
  it("takes one, and gives it back", () => {
    const one = toggled(NOBODY_SELECTED, 3)

    expect([...one.ids]).toEqual([3])
    expect(toggled(one, 3).ids.size).toBe(0)
  })

  it("extends from where it began, down and up", () => {
    const begun = toggled(NOBODY_SELECTED, 9)

    expect([...extended(begun, order, 7).ids]).toEqual([9, 1, 7])
    expect([...extended(begun, order, 5).ids].toSorted()).toEqual([3, 5, 9])
  })

  it("keeps what is selected elsewhere while it extends", () => {
    const two = toggled(toggled(NOBODY_SELECTED, 5), 1)

    expect(extended(two, order, 7).ids).toEqual(new Set([5, 1, 7]))
  })

  it("begins where it is when nothing was selected", () => {
    expect([...extended(NOBODY_SELECTED, order, 9).ids]).toEqual([9])
  })

  it("takes all, then none", () => {
    const all = everything(toggled(NOBODY_SELECTED, 9), order)

    expect(all.ids).toEqual(new Set(order))
    expect(everything(all, order).ids.size).toBe(0)
  })

  it("forgets what has left the list, and begins anew where the beginning has left", () => {
    const two = toggled(toggled(NOBODY_SELECTED, 5), 1)

    expect(pruned(two, [5, 3])).toEqual({ ids: new Set([5]), from: null })
    expect(pruned(two, order)).toBe(two)
  })
})
