import { describe, expect, it, vi } from "vitest"
import { inTurn } from "./turns"

const later = <T>(value: T) => new Promise<T>((resolve) => setTimeout(() => resolve(value), 5))

describe("changes of one ticket", () => {
  it("wait for each other, and the second knows the version that the first has made", async () => {
    const send = vi.fn((version: number) => later({ version: version + 1 }))

    await Promise.all([inTurn(1, 3, send), inTurn(1, 3, send), inTurn(1, 3, send)])

    expect(send.mock.calls).toEqual([[3], [4], [5]])
  })

  it("of other tickets do not wait", async () => {
    const order: number[] = []
    const slow = inTurn(1, 1, async () => {
      await later(null)
      order.push(1)
      return null
    })
    const quick = inTurn(2, 1, async () => {
      order.push(2)
      return null
    })

    await Promise.all([slow, quick])

    expect(order).toEqual([2, 1])
  })

  it("keep the version that was seen where somebody else made the newer one", async () => {
    const send = vi.fn((version: number) => later({ version: version + 1 }))

    await Promise.all([inTurn(1, 3, send), inTurn(1, 9, send)])

    expect(send.mock.calls).toEqual([[3], [9]])
  })

  it("go on after one that did not work", async () => {
    const failed = inTurn(1, 3, () => Promise.reject(new Error("no")))
    const next = inTurn(1, 3, (version) => later({ version }))

    await expect(failed).rejects.toThrow("no")
    await expect(next).resolves.toEqual({ version: 3 })
  })
})
