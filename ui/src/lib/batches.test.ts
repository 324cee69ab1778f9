import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { makeBatcher } from "./batches"

type Fetch = (ids: readonly number[], signal: AbortSignal) => Promise<ReadonlyMap<number, string>>

const everyone: Fetch = (ids) => Promise.resolve(new Map(ids.map((id) => [id, `ticket ${id}`])))

/** Requests that are answered when the test says so. */
function slow() {
  const asked: { ids: readonly number[]; signal: AbortSignal; answer: () => void }[] = []
  const fetch: Fetch = (ids, signal) =>
    new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason))
      asked.push({ ids, signal, answer: () => void everyone(ids, signal).then(resolve) })
    })
  return { asked, fetch }
}

describe("questions that are asked together", () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it("go in one request when they come within a frame, each once", async () => {
    const fetch = vi.fn<Fetch>(everyone)
    const { load } = makeBatcher({ fetch, most: 100 })

    const answers = Promise.all([load(1), load(2), load(1)])
    await vi.advanceTimersByTimeAsync(20)

    expect(await answers).toEqual(["ticket 1", "ticket 2", "ticket 1"])
    expect(fetch.mock.calls.map(([ids]) => ids)).toEqual([[1, 2]])
  })

  it("are answered with null where there is nothing", async () => {
    const { load } = makeBatcher<string>({ fetch: () => Promise.resolve(new Map()), most: 100 })

    const answer = load(7)
    await vi.advanceTimersByTimeAsync(20)

    expect(await answer).toBeNull()
  })

  it("are parted where a request takes no more, the newest first", async () => {
    const fetch = vi.fn<Fetch>(everyone)
    const { load } = makeBatcher({ fetch, most: 2 })

    const answers = Promise.all([1, 2, 3].map((id) => load(id)))
    await vi.advanceTimersByTimeAsync(20)
    await answers

    expect(fetch.mock.calls.map(([ids]) => ids)).toEqual([[2, 3], [1]])
  })

  it("wait while enough requests are on their way, and are not asked when nobody wants them any more", async () => {
    const { asked, fetch } = slow()
    const { load } = makeBatcher({ fetch, most: 1, atOnce: 1 })
    const first = load(1)
    await vi.advanceTimersByTimeAsync(20)
    const gone = new AbortController()
    const passed = load(2, gone.signal).catch(() => "passed")
    const last = load(3)
    await vi.advanceTimersByTimeAsync(20)

    gone.abort()
    asked[0]?.answer()
    await first
    await vi.advanceTimersByTimeAsync(20)
    asked[1]?.answer()
    await last

    expect(await passed).toBe("passed")
    expect(asked.map((one) => one.ids)).toEqual([[1], [3]])
  })

  it("are cut when everybody who asked has gone, not before", async () => {
    const { asked, fetch } = slow()
    const { load } = makeBatcher({ fetch, most: 10 })
    const [one, other] = [new AbortController(), new AbortController()]
    const both = [load(1, one.signal), load(2, other.signal)].map((each) => each.catch(() => null))
    await vi.advanceTimersByTimeAsync(20)

    one.abort()
    expect(asked[0]?.signal.aborted).toBe(false)
    other.abort()
    await Promise.all(both)

    expect(asked[0]?.signal.aborted).toBe(true)
  })

  it("all fail when their request fails, and the next are asked again", async () => {
    const fetch = vi.fn<Fetch>(everyone).mockRejectedValueOnce(new Error("No desk"))
    const { load } = makeBatcher({ fetch, most: 10 })

    const failed = load(1).catch((error: Error) => error.message)
    await vi.advanceTimersByTimeAsync(20)
    const again = load(1)
    await vi.advanceTimersByTimeAsync(20)

    expect(await failed).toBe("No desk")
    expect(await again).toBe("ticket 1")
  })
})
