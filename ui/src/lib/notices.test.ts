import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { notify, undoLast } from "./notices"

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  while (undoLast());
})

const undoing = (run: () => void, about?: string) => ({
  text: "Done.",
  undo: { title: "Undo", run },
  ...(about ? { about } : {}),
})

it("undoes the newest first, and each once", () => {
  const done: string[] = []
  notify(undoing(() => done.push("first")))
  notify(undoing(() => done.push("second")))

  expect([undoLast(), undoLast(), undoLast()]).toEqual([true, true, false])
  expect(done).toEqual(["second", "first"])
})

it("undoes for a minute, or as long as the message says", () => {
  const run = vi.fn()
  notify(undoing(run))
  vi.advanceTimersByTime(30_000)
  expect(undoLast()).toBe(true)

  notify(undoing(run))
  vi.advanceTimersByTime(61_000)
  expect(undoLast()).toBe(false)

  notify({ ...undoing(run), stays: 10_000 })
  vi.advanceTimersByTime(11_000)
  expect(undoLast()).toBe(false)
  expect(run).toHaveBeenCalledTimes(1)
})

it("does not undo what was withdrawn, or what a later message about the same has replaced", () => {
  const [withdrawn, replaced] = [vi.fn(), vi.fn()]
  notify(undoing(withdrawn))()
  notify(undoing(replaced, "reply 1"))
  notify({ text: "It has gone out.", about: "reply 1" })

  expect(undoLast()).toBe(false)
  expect([withdrawn, replaced].map((one) => one.mock.calls.length)).toEqual([0, 0])
})
