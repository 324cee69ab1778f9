import { clsx } from "clsx"
import type { Tone } from "./badge"

const BARS: Record<Tone, string> = {
  plain: "bg-soft",
  accent: "bg-accent",
  danger: "bg-danger",
  warn: "bg-warn",
  good: "bg-good",
}

/** A share of a whole as a bar; the number stands beside it. */
export function Meter({
  value,
  tone = "accent",
  className,
}: {
  value: number
  tone?: Tone
  className?: string
}) {
  const share = Math.max(0, Math.min(1, value))
  return (
    <span aria-hidden className={clsx("bg-hover block h-1.5 overflow-hidden rounded-full", className)}>
      <span className={clsx("block h-full rounded-full", BARS[tone])} style={{ width: `${share * 100}%` }} />
    </span>
  )
}
