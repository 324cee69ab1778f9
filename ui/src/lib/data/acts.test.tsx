import { renderHook } from "@testing-library/react"
import { describe, expect, it, vi } from "vitest"
import { actedHere, useOwnActs, wasActedHere } from "./acts"

const MINUTE = 60_000

describe("what was done from this window", () => {
  it("is known for a while, of those tickets alone", () => {
    actedHere([1, 2], 0)

    expect(wasActedHere(1, 10_000)).toBe(true)
    expect(wasActedHere(3, 10_000)).toBe(false)
    expect(wasActedHere(1, MINUTE)).toBe(false)
  })

  it("is told to lists while they are on the screen", () => {
    const told = vi.fn<(ids: readonly number[]) => void>()
    const { unmount } = renderHook(() => useOwnActs(told))

    actedHere([7])
    unmount()
    actedHere([8])

    expect(told.mock.calls).toEqual([[[7]]])
  })
})
