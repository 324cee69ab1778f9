/** Numbers and moments as people read them, by `Intl` and the browser's own language. */

const LOCALE = typeof navigator === "undefined" ? "en" : navigator.language
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const number = new Intl.NumberFormat(LOCALE)
const percent = new Intl.NumberFormat(LOCALE, { style: "percent", maximumFractionDigits: 0 })
const time = new Intl.DateTimeFormat(LOCALE, { hour: "2-digit", minute: "2-digit" })
const day = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short" })
const dayOfYear = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", year: "numeric" })
const moment = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "short" })
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto", style: "narrow" })
const size = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 })

const signed = new Intl.NumberFormat(LOCALE, {
  signDisplay: "always",
  minimumFractionDigits: 1,
  maximumFractionDigits: 2,
})

/** 10,000 */
export const formatNumber = (value: number) => number.format(value)

/** +0.42 */
export const formatSigned = (value: number) => signed.format(value)

/** A chance in [0, 1] as 82 %. */
export const formatPercent = (value: number) => percent.format(value)

/** The whole moment, for titles: 2 Mar 2026, 09:12. */
export const formatMoment = (at: string | Date) => moment.format(new Date(at))

/** The hour of today, the day of this year, else the whole date. */
export function formatShort(at: string | Date, now: Date = new Date()): string {
  const then = new Date(at)
  if (then.toDateString() === now.toDateString()) return time.format(then)
  return (then.getFullYear() === now.getFullYear() ? day : dayOfYear).format(then)
}

/** 5 min. ago, in 3 hr. */
export function formatRelative(at: string | Date, now: Date = new Date()): string {
  const away = new Date(at).getTime() - now.getTime()
  const far = Math.abs(away)
  if (far < HOUR) return relative.format(Math.round(away / MINUTE), "minute")
  if (far < DAY) return relative.format(Math.round(away / HOUR), "hour")
  return relative.format(Math.round(away / DAY), "day")
}

/**
 * Time left until something is due, short enough for a row: 3h 05m, 2d 4h, -12m when it is late.
 */
export function formatLeft(due: string | Date, now: Date = new Date()): string {
  const left = new Date(due).getTime() - now.getTime()
  const minutes = Math.floor(Math.abs(left) / MINUTE)
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60]
  const span = days
    ? `${days}d ${hours}h`
    : hours
      ? `${hours}h ${String(rest).padStart(2, "0")}m`
      : `${rest}m`
  return left < 0 ? `−${span}` : span
}

/** 1.4 MB */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${number.format(bytes)} B`
  if (bytes < 1_000_000) return `${size.format(bytes / 1_000)} kB`
  return `${size.format(bytes / 1_000_000)} MB`
}
