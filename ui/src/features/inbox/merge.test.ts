import { describe, expect, it } from "vitest"
import { mergeOrder } from "./merge"

const held = (...ids: number[]) => new Set(ids)

describe("a newer order that comes while somebody looks at the list", () => {
  it("changes nothing when nothing has changed", () => {
    const shown = [1, 2, 3]

    expect(mergeOrder(shown, [1, 2, 3], held(1, 2, 3)).ids).toBe(shown)
  })

  it("takes a new ticket in where it belongs, and names it", () => {
    const merged = mergeOrder([1, 2, 3], [9, 1, 2, 8, 3], held(1, 2, 3))

    expect(merged).toEqual({ ids: [9, 1, 2, 8, 3], gone: new Set(), fresh: [9, 8] })
  })

  it("keeps a ticket that has left where it stood, as long as it is on the screen", () => {
    const merged = mergeOrder([1, 2, 3, 4], [1, 3, 4], held(1, 2, 3))

    expect(merged.ids).toEqual([1, 2, 3, 4])
    expect(merged.gone).toEqual(new Set([2]))
  })

  it("lets a ticket go that has left and is not on the screen", () => {
    expect(mergeOrder([1, 2, 3, 4], [1, 2, 3], held(1, 2))).toEqual({
      ids: [1, 2, 3],
      gone: new Set(),
      fresh: [],
    })
  })

  it("keeps the ticket under the cursor among its neighbours when its place has changed", () => {
    expect(mergeOrder([1, 2, 3, 4, 5], [4, 1, 2, 3, 5], held(3, 4, 5)).ids).toEqual([1, 2, 3, 4, 5])
    expect(mergeOrder([1, 2, 3, 4, 5], [2, 3, 4, 5, 1], held(1, 2)).ids).toEqual([1, 2, 3, 4, 5])
  })

  it("moves a ticket that nobody sees to its new place", () => {
    expect(mergeOrder([1, 2, 3, 4, 5], [5, 1, 2, 3, 4], held(2, 3)).ids).toEqual([5, 1, 2, 3, 4])
  })

  it("keeps several neighbours that have left in their order", () => {
    expect(mergeOrder([1, 2, 3, 4], [4, 9], held(1, 2, 3, 4)).ids).toEqual([1, 2, 3, 4, 9])
  })

  it("puts a new ticket above those that have left at the very top", () => {
    expect(mergeOrder([1, 2, 3], [9, 2, 3], held(1, 2, 3)).ids).toEqual([9, 1, 2, 3])
  })

  it("keeps everything that is seen when the list has become empty", () => {
    const merged = mergeOrder([1, 2, 3], [], held(1, 2))

    expect(merged.ids).toEqual([1, 2])
    expect(merged.gone).toEqual(new Set([1, 2]))
  })

  it("never loses or doubles a ticket, however orders differ", () => {
    let seed = 7
    const dice = (sides: number) => (seed = (seed * 48_271) % 2_147_483_647) % sides
    const some = () => [...new Set(Array.from({ length: 30 }, () => dice(40)))]
    for (let round = 0; round < 300; round++) {
      const [shown, newer] = [some(), some()]
      const seen = held(...shown.slice(dice(10), 10 + dice(10)))
      const { ids, gone } = mergeOrder(shown, newer, seen)

      expect(new Set(ids).size).toBe(ids.length)
      expect(new Set(ids.filter((id) => !gone.has(id)))).toEqual(new Set(newer))
      for (const id of gone) expect(seen.has(id) && !newer.includes(id)).toBe(true)
    }
  })
})
