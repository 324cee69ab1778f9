/** When a snoozed ticket may come back: a few moments that people mean, from now. */

export interface Moment {
  name: "hours" | "evening" | "tomorrow" | "monday" | "week"
  at: Date
}

const HOUR = 3_600_000
const MORNING = 9
const EVENING = 18
/** After this hour the evening is too near to be worth a snooze. */
const LATE = 16

/** The moments that can be chosen now, soonest first. */
export function snoozeMoments(now: Date): Moment[] {
  const day = (days: number, hour: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour)
  const toMonday = (8 - now.getDay()) % 7 || 7
  const moments: Moment[] = [
    { name: "hours", at: new Date(now.getTime() + 3 * HOUR) },
    ...(now.getHours() < LATE ? [{ name: "evening" as const, at: day(0, EVENING) }] : []),
    { name: "tomorrow", at: day(1, MORNING) },
    ...(toMonday > 1 ? [{ name: "monday" as const, at: day(toMonday, MORNING) }] : []),
    { name: "week", at: day(7, MORNING) },
  ]
  return moments.filter((one, place) => place === 0 || one.at > now).toSorted((a, b) => +a.at - +b.at)
}
