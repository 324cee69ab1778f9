import type { ReactNode } from "react"
import { clsx } from "clsx"

export type Tone = "plain" | "accent" | "danger" | "warn" | "good"

const TONES: Record<Tone, string> = {
  plain: "bg-hover text-soft",
  accent: "bg-accent-soft text-accent-ink",
  danger: "bg-danger-soft text-danger",
  warn: "bg-warn-soft text-warn",
  good: "bg-good-soft text-good",
}

/** A word that stands out. */
export function Badge({
  tone = "plain",
  title,
  children,
}: {
  tone?: Tone
  title?: string
  children: ReactNode
}) {
  return (
    <span
      title={title}
      className={clsx(
        "inline-flex h-5 shrink-0 items-center gap-1 rounded px-1.5 text-xs font-medium whitespace-nowrap",
        TONES[tone],
      )}
    >
      {children}
    </span>
  )
}
