import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { DraftKeeper } from "./draft-keeper"

const PLACE = "firstline.draft.7.reply"
const calls: { method: string; version: string | null; text: string | null }[] = []
let answer: (request: Request) => Response

beforeEach(() => {
  calls.length = 0
  vi.useFakeTimers()
  answer = () => Response.json({ kind: "reply", text: "", html: null, version: calls.length, saved_at: "" })
  vi.stubGlobal("fetch", async (request: Request) => {
    const body = request.method === "PUT" ? ((await request.json()) as { text: string }) : null
    calls.push({ method: request.method, version: request.headers.get("If-Match"), text: body?.text ?? null })
    return answer(request)
  })
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe("what an agent writes", () => {
  it("is saved once, a moment after they stop, and then forgotten by the browser", async () => {
    const keeper = new DraftKeeper(7, "reply", undefined)

    keeper.write("Hel")
    keeper.write("Hello")
    await vi.advanceTimersByTimeAsync(800)

    expect(calls).toEqual([{ method: "PUT", version: '"0"', text: "Hello" }])
    expect(keeper.read()).toEqual({ text: "Hello", keeping: "saved" })
    expect(window.localStorage.getItem(PLACE)).toBeNull()
  })

  it("is saved again upon the version that was made before", async () => {
    const keeper = new DraftKeeper(7, "reply", undefined)

    keeper.write("One")
    await vi.advanceTimersByTimeAsync(800)
    keeper.write("One two")
    await vi.advanceTimersByTimeAsync(800)

    expect(calls.map((one) => one.version)).toEqual(['"0"', '"1"'])
  })

  it("stays in the browser while the desk is away, and is saved when it answers again", async () => {
    answer = () => {
      throw new TypeError("no network")
    }
    const keeper = new DraftKeeper(7, "reply", undefined)

    keeper.write("Hello")
    await vi.advanceTimersByTimeAsync(800)
    expect(keeper.read().keeping).toBe("unsaved")
    expect(window.localStorage.getItem(PLACE)).toBe("Hello")

    answer = () => Response.json({ version: 1 })
    await vi.advanceTimersByTimeAsync(5_100)
    expect(keeper.read().keeping).toBe("saved")
  })

  it("is found again in the browser by the next page", async () => {
    window.localStorage.setItem(PLACE, "Half a word")

    const keeper = new DraftKeeper(7, "reply", undefined)
    await vi.advanceTimersByTimeAsync(1)

    expect(keeper.read().text).toBe("Half a word")
    expect(calls.map((one) => one.text)).toEqual(["Half a word"])
  })

  it("never overwrites another window's words unasked", async () => {
    answer = () =>
      Response.json(
        { detail: "Changed", code: "outdated", current: { text: "Theirs", version: 4 } },
        { status: 412 },
      )
    const keeper = new DraftKeeper(7, "reply", undefined)

    keeper.write("Mine")
    await vi.advanceTimersByTimeAsync(800)
    expect(keeper.read()).toEqual({ text: "Mine", keeping: "conflict" })

    answer = () => Response.json({ version: 5 })
    keeper.decide("mine")
    await vi.advanceTimersByTimeAsync(1)
    expect(calls.at(-1)).toEqual({ method: "PUT", version: '"4"', text: "Mine" })
  })

  it("can give way to another window's words", async () => {
    answer = () => Response.json({ current: { text: "Theirs", version: 4 } }, { status: 412 })
    const keeper = new DraftKeeper(7, "reply", undefined)
    keeper.write("Mine")
    await vi.advanceTimersByTimeAsync(800)

    keeper.decide("theirs")

    expect(keeper.read()).toEqual({ text: "Theirs", keeping: "clean" })
  })
})
