import { describe, expect, it } from "vitest"
import { entered, nextOf, sawOf, takeUp, tidied, type Situation } from "./shown"

const SECOND = 1_000

function at(about: Partial<Situation> = {}): Situation {
  const nobody = { cursor: null, isAtWork: false, isOwn: () => false, hasLeft: () => false }
  return { ...nobody, seen: [1, 2, 3, 4], now: 0, ...about }
}

const list = entered([1, 2, 3, 4, 5, 6])

describe("somebody who only watches the list", () => {
  it("sees a new ticket appear at its place, and no count of new ones", () => {
    const now = takeUp(list, [9, 1, 2, 3, 4, 5, 6], at())

    expect(now.ids).toEqual([9, 1, 2, 3, 4, 5, 6])
    expect(now.unseen.size).toBe(0)
  })

  it("sees tickets in their newest order", () => {
    expect(takeUp(list, [3, 1, 2, 4, 5, 6], at()).ids).toEqual([3, 1, 2, 4, 5, 6])
  })

  it("sees for a while that a ticket has left, then no longer", () => {
    const left = takeUp(list, [1, 3, 4, 5, 6], at())
    const soon = takeUp(left, [1, 3, 4, 5, 6], at({ now: 10 * SECOND }))
    const later = takeUp(soon, [1, 3, 4, 5, 6], at({ now: 31 * SECOND }))

    expect(left.ids).toEqual([1, 2, 3, 4, 5, 6])
    expect([...soon.gone.keys()]).toEqual([2])
    expect(later).toEqual(entered([1, 3, 4, 5, 6]))
  })
})

describe("somebody who is at work in the list", () => {
  const work = at({ isAtWork: true, cursor: 2 })

  it("keeps what is on the screen, and is told how many are new", () => {
    const now = takeUp(list, [9, 3, 1, 2, 4, 5, 6, 8], work)

    expect(now.ids).toEqual([9, 1, 2, 3, 4, 5, 6, 8])
    expect(now.unseen).toEqual(new Set([9, 8]))
  })

  it("keeps a ticket that somebody else has resolved, however long that takes", () => {
    const left = takeUp(list, [1, 3, 4, 5, 6], work)
    const later = takeUp(left, [1, 3, 4, 6], { ...work, now: 600 * SECOND })

    expect(later.ids).toEqual([1, 2, 3, 4, 6])
    expect([...later.gone.keys()]).toEqual([2])
  })

  it("sees a ticket that has left come back as if nothing had been", () => {
    const left = takeUp(list, [1, 3, 4, 5, 6], work)
    const back = takeUp(left, [1, 2, 3, 4, 5, 6], work)

    expect(back).toEqual(list)
  })

  it("sees one's own tickets go at once, before the desk has said so", () => {
    const own = { ...work, isOwn: (id: number) => id === 2, hasLeft: (id: number) => id === 2 }

    expect(takeUp(list, list.ids, own).ids).toEqual([1, 3, 4, 5, 6])
  })

  it("has a ticket back that was taken back, not as a new one", () => {
    const own = { ...work, isOwn: (id: number) => id === 2 }
    const left = takeUp(list, [1, 3, 4, 5, 6], own)

    expect(takeUp(left, list.ids, own)).toEqual(list)
  })

  it("is told of new ones until they were on the screen or have left", () => {
    const two = takeUp(list, [8, 9, 1, 2, 3, 4, 5, 6], work)

    expect(sawOf(two, [8, 1, 2]).unseen).toEqual(new Set([9]))
    expect(takeUp(two, [8, 1, 2, 3, 4, 5, 6], work).unseen).toEqual(new Set([8]))
  })

  it("can have away what has left", () => {
    const left = takeUp(list, [1, 3, 4, 5, 6], work)

    expect(tidied(left)).toEqual(entered([1, 3, 4, 5, 6]))
  })
})

describe("the ticket after one that leaves", () => {
  it("is the one below", () => {
    expect(nextOf([1, 2, 3], entered([1, 3]), 2)).toBe(3)
  })

  it("is the one above at the end of the list, and none when the list is empty", () => {
    expect(nextOf([1, 2, 3], entered([1, 2]), 3)).toBe(2)
    expect(nextOf([3], entered([]), 3)).toBeNull()
  })

  it("is none that has left as well", () => {
    expect(nextOf([1, 2, 3, 4], { ...entered([1, 3, 4]), gone: new Map([[3, 0]]) }, 2)).toBe(4)
  })
})
