import { describe, expect, it } from "vitest"
import { snoozeMoments } from "./snooze"

const names = (now: Date) => snoozeMoments(now).map((one) => one.name)

describe("the moments to which a ticket can be snoozed", () => {
  it("are this evening and tomorrow at nine, on a Tuesday morning", () => {
    const moments = snoozeMoments(new Date(2026, 2, 3, 10, 30))

    expect(moments.map((one) => one.name)).toEqual(["hours", "evening", "tomorrow", "monday", "week"])
    expect(moments[2]?.at).toEqual(new Date(2026, 2, 4, 9))
    expect(moments[3]?.at).toEqual(new Date(2026, 2, 9, 9))
  })

  it("leave the evening out when it has come", () => {
    expect(names(new Date(2026, 2, 3, 17))).not.toContain("evening")
  })

  it("name Monday once: on a Sunday it is tomorrow", () => {
    expect(names(new Date(2026, 2, 8, 10))).not.toContain("monday")
  })

  it("give next week's Monday on a Monday once", () => {
    const moments = snoozeMoments(new Date(2026, 2, 2, 10))

    expect(moments.at(-1)?.at).toEqual(new Date(2026, 2, 9, 9))
  })
})
