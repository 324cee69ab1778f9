/** Until when a ticket may rest: a few moments that people mean, in their own time. */
import * as words from "./words"

export interface Rest {
  id: "later" | "tomorrow" | "monday" | "week"
  title: string
  until: Date
}

const LATER_HOURS = 3
/** After this hour "later today" would be the night. */
const LATEST = 20
const MORNING = 9
const MONDAY = 1
const WEEK = 7

/** The choices at a moment; two that mean the same morning are one. */
export function restsAt(now: Date): Rest[] {
  const later = new Date(now.getTime() + LATER_HOURS * 3_600_000)
  later.setMinutes(0, 0, 0)
  const isToday = later.getDate() === now.getDate() && later.getHours() <= LATEST
  const toMonday = (MONDAY - now.getDay() + WEEK) % WEEK || WEEK
  const { snooze } = words.ticket
  return [
    ...(isToday ? [{ id: "later" as const, title: snooze.later, until: later }] : []),
    { id: "tomorrow", title: snooze.tomorrow, until: morning(now, 1) },
    ...(toMonday > 1 ? [{ id: "monday" as const, title: snooze.monday, until: morning(now, toMonday) }] : []),
    ...(toMonday < WEEK ? [{ id: "week" as const, title: snooze.week, until: morning(now, WEEK) }] : []),
  ]
}

/** A moment as a field for date and time has it: without its zone, to the minute. */
export function localMoment(at: Date): string {
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`
}

const two = (value: number) => String(value).padStart(2, "0")

function morning(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING)
}
