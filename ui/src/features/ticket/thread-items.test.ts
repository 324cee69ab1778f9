import { describe, expect, it } from "vitest"
import type { TicketDetail } from "@/lib/api"
import { namesOf } from "@/lib/data/names"
import { itemsOf } from "./thread-items"

const at = (minute: number) => `2026-03-02T09:${String(minute).padStart(2, "0")}:00Z`
const entry = (id: number, minute: number) => ({ id, text: `${id}`, written_at: at(minute) })
const event = (id: number, minute: number, kind = "ticket.claimed") => ({
  id,
  kind,
  actor: "Eve",
  data: {},
  happened_at: at(minute),
})

function shown(part: object): string[] {
  const detail = { older: null, thread: [], timeline: [], ...part } as unknown as TicketDetail
  return itemsOf(detail, namesOf({})).map((item) =>
    item.kind === "entry" ? `entry ${item.entry.id}` : `lines ${item.lines.map((one) => one.id).join(" ")}`,
  )
}

describe("the thread as it is drawn", () => {
  it("has what happened between what people wrote, in its order", () => {
    const thread = [entry(1, 0), entry(2, 30)]
    const timeline = [event(9, 40), event(8, 20), event(7, 10)]

    expect(shown({ thread, timeline })).toEqual(["entry 1", "lines 7 8", "entry 2", "lines 9"])
  })

  it("leaves out events that have no sentence", () => {
    const timeline = [event(8, 5, "ticket.received"), event(7, 0, "ticket.received")]

    expect(shown({ thread: [entry(1, 0)], timeline })).toEqual(["entry 1"])
  })

  it("does not tell what happened before the entries that are loaded", () => {
    const part = { thread: [entry(4, 30)], timeline: [event(9, 40), event(8, 20)] }

    expect(shown({ ...part, older: "entries.4" })).toEqual(["entry 4", "lines 9"])
    expect(shown(part)).toEqual(["lines 8", "entry 4", "lines 9"])
  })

  it("tells of what an entry did behind the entry", () => {
    const part = { thread: [entry(1, 0), entry(2, 30)], timeline: [event(9, 30)] }

    expect(shown(part)).toEqual(["entry 1", "entry 2", "lines 9"])
  })
})
