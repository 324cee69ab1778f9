import { act, fireEvent, renderHook } from "@testing-library/react"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type { GoOn } from "./go-on"
import { useCursor } from "./use-cursor"

const onGo = vi.fn<GoOn>()

function cursorAt(open?: number) {
  return renderHook(({ ticket }) => useCursor(ticket, onGo), { initialProps: { ticket: open } })
}

describe("the cursor of a list", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 10_000 })
    onGo.mockClear()
  })
  afterEach(() => void vi.useRealTimers())

  it("opens what it moves to: the first as a step in the history, the next in its place", () => {
    const { result, rerender } = cursorAt()

    act(() => result.current.open(1))
    rerender({ ticket: 1 })
    vi.advanceTimersByTime(500)
    act(() => result.current.open(2))

    expect(onGo.mock.calls).toEqual([
      [{ ticket: 1 }, false],
      [{ ticket: 2 }, true],
    ])
  })

  it("is ahead of the address, and opens only where somebody in haste comes to rest", () => {
    const { result, rerender } = cursorAt(1)

    for (const id of [2, 3, 4]) {
      vi.advanceTimersByTime(30)
      act(() => result.current.open(id))
    }
    rerender({ ticket: 2 })
    expect(result.current.cursor).toBe(4)
    act(() => vi.advanceTimersByTime(200))

    expect(onGo.mock.calls.map(([change]) => change.ticket)).toEqual([2, 4])
  })

  it("opens at once where somebody lets the key go", () => {
    const { result } = cursorAt(1)

    act(() => result.current.open(2))
    vi.advanceTimersByTime(30)
    act(() => result.current.open(3))
    fireEvent.keyUp(window, { key: "j" })

    expect(onGo.mock.calls.map(([change]) => change.ticket)).toEqual([2, 3])
    act(() => vi.advanceTimersByTime(200))
    expect(onGo).toHaveBeenCalledTimes(2)
  })

  it("follows an address that was changed elsewhere, and rests where the last ticket was", () => {
    const { result, rerender } = cursorAt(1)

    rerender({ ticket: 9 })
    expect(result.current.cursor).toBe(9)
    rerender({ ticket: undefined })

    expect(result.current.cursor).toBe(9)
  })
})
