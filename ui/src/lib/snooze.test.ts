import { describe, expect, it } from "vitest"
import { localMoment, restsAt } from "./snooze"

const choices = (now: Date) =>
  restsAt(now).map((one) => `${one.id} ${localMoment(one.until).replace("T", " ")}`)

describe("until when a ticket may rest", () => {
  it("is later today, tomorrow, Monday or in a week", () => {
    // A Wednesday.
    expect(choices(new Date(2026, 2, 4, 10, 25))).toEqual([
      "later 2026-03-04 13:00",
      "tomorrow 2026-03-05 09:00",
      "monday 2026-03-09 09:00",
      "week 2026-03-11 09:00",
    ])
  })

  it("is not later today in the evening, when that would be the night", () => {
    expect(choices(new Date(2026, 2, 4, 18, 5))[0]).toBe("tomorrow 2026-03-05 09:00")
    expect(choices(new Date(2026, 2, 4, 23, 30))[0]).toBe("tomorrow 2026-03-05 09:00")
  })

  it("says tomorrow alone on a Sunday, when tomorrow is Monday", () => {
    expect(choices(new Date(2026, 2, 8, 12)).map((one) => one.split(" ")[0])).toEqual([
      "later",
      "tomorrow",
      "week",
    ])
  })

  it("says Monday alone on a Monday, when that is in a week", () => {
    expect(choices(new Date(2026, 2, 9, 12))).toEqual([
      "later 2026-03-09 15:00",
      "tomorrow 2026-03-10 09:00",
      "monday 2026-03-16 09:00",
    ])
  })

  it("goes over the end of a month and of a year", () => {
    expect(choices(new Date(2026, 11, 31, 8))[1]).toBe("tomorrow 2027-01-01 09:00")
  })
})
