import { describe, expect, it } from "vitest"
import { anchorOf, seenIds, topFor } from "./anchor"

const view = { top: 150, height: 300, rowHeight: 70 }
const ids = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]

describe("the row that stays where it is", () => {
  it("is the one under the cursor, when it is on the screen", () => {
    expect(anchorOf(ids, view, 14)).toEqual({ id: 14, offset: 130 })
  })

  it("is the first row that is seen whole, when the cursor is elsewhere", () => {
    expect(anchorOf(ids, view, 19)).toEqual({ id: 13, offset: 60 })
    expect(anchorOf(ids, view, null)).toEqual({ id: 13, offset: 60 })
  })

  it("is the last one of a list that has become short, and none of an empty one", () => {
    expect(anchorOf([10], view, null)).toEqual({ id: 10, offset: -150 })
    expect(anchorOf([], view, null)).toBeNull()
  })

  it("is the next one that is still there, where the cursor's or the first one has left", () => {
    const there = new Set([10, 11, 15, 16])

    expect(anchorOf(ids, view, 14, there)).toEqual({ id: 15, offset: 200 })
    expect(anchorOf(ids, view, null, new Set([10, 11]))).toEqual({ id: 11, offset: -80 })
  })

  it("keeps its pixel when rows come above it", () => {
    const anchor = { id: 14, offset: 130 }

    expect(topFor([8, 9, ...ids], anchor, 70)).toBe(view.top + 2 * 70)
    expect(topFor(ids.slice(1), anchor, 70)).toBe(view.top - 70)
  })

  it("cannot be kept when it has left", () => {
    expect(topFor([1, 2], { id: 14, offset: 130 }, 70)).toBeNull()
  })
})

it("a row counts as seen when any part of it is on the screen", () => {
  expect(seenIds(ids, view)).toEqual([12, 13, 14, 15, 16])
})
