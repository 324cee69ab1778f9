import { describe, expect, it } from "vitest"
import type { Entry } from "@/lib/api"
import { newsOf } from "./use-news"

const entry = (id: number, author = "Ava", kind: Entry["kind"] = "message"): Entry => ({
  id,
  kind,
  author,
  text: "",
  html: null,
  written_at: "2026-03-02T09:00:00Z",
})

describe("what is new in a thread", () => {
  it("is what came after it was opened", () => {
    const thread = [entry(1), entry(2), entry(5), entry(6, "Eve", "note")]

    expect(newsOf(thread, 2, "Kim")).toEqual({ first: 5, count: 2 })
  })

  it("is nothing when nothing has come", () => {
    expect(newsOf([entry(1)], 1, "Kim")).toEqual({ first: null, count: 0 })
  })

  it("is not what one wrote oneself, nor what stood before that", () => {
    const thread = [entry(1), entry(2), entry(3, "Kim", "reply"), entry(4)]

    expect(newsOf(thread, 1, "Kim")).toEqual({ first: 4, count: 1 })
    expect(newsOf(thread.slice(0, 3), 1, "Kim").first).toBeNull()
  })

  it("is what a customer of one's own name writes", () => {
    expect(newsOf([entry(1), entry(2, "Kim")], 1, "Kim").first).toBe(2)
  })
})
