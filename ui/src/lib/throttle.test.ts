import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { throttled } from "./throttle"

describe("something that is done at most once in a while", () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it("is done soon, and once for calls of one moment", () => {
    const run = vi.fn<() => void>()
    const call = throttled(run, { first: 20, every: 1_000 })

    call()
    call()
    vi.advanceTimersByTime(20)

    expect(run).toHaveBeenCalledTimes(1)
  })

  it("is done again for calls that came meanwhile, when its time has come", () => {
    const run = vi.fn<() => void>()
    const call = throttled(run, { first: 20, every: 1_000 })

    call()
    vi.advanceTimersByTime(20)
    call()
    vi.advanceTimersByTime(900)
    expect(run).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(100)

    expect(run).toHaveBeenCalledTimes(2)
  })

  it("is not done after it was stopped", () => {
    const run = vi.fn<() => void>()
    const call = throttled(run, { first: 20, every: 1_000 })

    call()
    call.stop()
    vi.advanceTimersByTime(5_000)

    expect(run).not.toHaveBeenCalled()
  })
})
