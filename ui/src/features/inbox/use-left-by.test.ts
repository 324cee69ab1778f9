import { describe, expect, it } from "vitest"
import type { DeskEvent } from "@/lib/live"
import * as words from "@/lib/words"
import { sentenceOf } from "./use-left-by"

const names = { person: (name: string) => (name === "Tom" ? words.values.you : name) }

function said(kind: string, data: DeskEvent["data"], actor = "Kim"): string {
  return sentenceOf({ id: "1.1", ticket_id: 7, kind, actor, data, happened_at: "" }, names)
}

describe("why a ticket has left a list", () => {
  it("is what somebody did last", () => {
    expect(said("ticket.resolved", { status: "resolved" })).toBe("Resolved by Kim")
    expect(said("ticket.replied", { status: "resolved" })).toBe("Resolved by Kim")
    expect(said("ticket.snoozed", { snoozed_until: "2026-03-02" })).toBe("Snoozed by Kim")
    expect(said("ticket.unassigned", { assigned_to: null })).toBe("Given back by Kim")
    expect(said("ticket.corrected", { category: "sales" })).toBe("Changed by Kim")
  })

  it("names who has it now, and oneself as you", () => {
    expect(said("ticket.assigned", { assigned_to: "Ada" })).toBe("Assigned to Ada by Kim")
    expect(said("ticket.claimed", { assigned_to: "Tom" })).toBe("Assigned to you by Kim")
    expect(said("ticket.resolved", { status: "closed" }, "Tom")).toBe("Resolved by you")
  })
})
