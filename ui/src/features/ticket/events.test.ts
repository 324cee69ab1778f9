import { describe, expect, it } from "vitest"
import type { Schemas } from "@/lib/api"
import { namesOf } from "@/lib/data/names"
import { formatMoment } from "@/lib/formats"
import { eventSentence } from "./events"

const names = namesOf({
  categories: [{ name: "billing", title: "Billing & refunds" }] as Schemas["CategoryOut"][],
  teams: [{ slug: "finance", name: "Finance", members: [] }],
  session: { mode: "team", account: null, agent: { id: 1, name: "Kim" }, permissions: [] },
})

const told = (kind: string, actor: string, data: Record<string, unknown> = {}, before?: string) =>
  eventSentence(
    { kind, actor, data: { version: 2, updated_at: "2026-03-02T09:00:00Z", ...data } },
    names,
    before,
  )

describe("what happened to a ticket", () => {
  it("is told with the names that people know, and the reader is You", () => {
    expect(told("ticket.corrected", "Eve", { category: "billing", team: "finance", sla_hours: 4 })).toBe(
      "Eve set category to Billing & refunds, team to Finance",
    )
    expect(told("ticket.resolved", "Kim", { status: "resolved" })).toBe("You resolved the ticket")
  })

  it("says who has the ticket now", () => {
    expect(told("ticket.assigned", "Eve", { assigned_to: "Tom" })).toBe("Eve gave the ticket to Tom")
    expect(told("ticket.assigned", "Eve", { assigned_to: "Kim" })).toBe("Eve gave the ticket to you")
    expect(told("ticket.assigned", "Eve", { assigned_to: "Eve" })).toBe("Eve took the ticket")
    expect(told("ticket.claimed", "Kim")).toBe("You took the ticket")
  })

  it("is not told again where the thread tells it", () => {
    expect(told("ticket.received", "Ava")).toBeNull()
    expect(told("ticket.replied", "Eve", { entry_id: 3 })).toBeNull()
    expect(told("ticket.continued", "Ava", { status: "open" }, "open")).toBeNull()
    expect(told("ticket.continued", "Ava", { status: "open" })).toBeNull()
  })

  it("says what a reply did besides, and why it did not", () => {
    expect(told("ticket.replied", "Eve", { status: "waiting_customer" })).toBe(
      "Eve set the status to Waiting for the customer",
    )
    expect(told("ticket.replied", "Eve", { status_wanted: "resolved" })).toBe(
      "Not resolved, because the customer wrote before the reply went out",
    )
    expect(told("ticket.continued", "Ava", { status: "open" }, "resolved")).toBe(
      "Open again, because Ava wrote",
    )
  })

  it("is told of the desk itself, too", () => {
    expect(told("ticket.woken", "desk")).toBe("The ticket came back: its rest is over")
    expect(told("ticket.judged", "desk", { priority: "high" })).toBe("The LLM was asked: priority to High")
  })

  it("names three changes, and counts the others", () => {
    const data = {
      category: "billing",
      subcategory: "Refunds",
      urgency: 4.5,
      priority: "high",
      team: "finance",
    }

    expect(told("ticket.corrected", "Eve", data)).toBe(
      "Eve set category to Billing & refunds, subcategory to Refunds, urgency to 4.5 of 5, and 2 more",
    )
  })

  it("is confirmed where nothing was changed, and taken back where somebody was wrong", () => {
    expect(told("ticket.corrected", "Eve", { revision: 2 })).toBe("Eve confirmed what the desk thought")
    expect(told("ticket.uncorrected", "Eve", { field: "priority" })).toBe(
      "Eve took the correction of the priority back",
    )
  })

  it("says until when it rests, and which tags it has", () => {
    const until = "2026-03-09T08:00:00Z"

    expect(told("ticket.snoozed", "Eve", { snoozed_until: until })).toBe(
      `Eve snoozed the ticket until ${formatMoment(until)}`,
    )
    expect(told("ticket.tagged", "Eve", { tags: ["refund", "vip"] })).toBe("Eve set the tags to refund, vip")
    expect(told("ticket.tagged", "Eve", { tags: [] })).toBe("Eve took the last tag away")
  })

  it("has a plain word for what nobody has told this page of", () => {
    expect(told("ticket.handed_to_bank", "Eve")).toBe("Eve: handed to bank")
  })
})
