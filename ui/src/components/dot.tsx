import { clsx } from "clsx"

const HUES = [
  "bg-hue-0",
  "bg-hue-1",
  "bg-hue-2",
  "bg-hue-3",
  "bg-hue-4",
  "bg-hue-5",
  "bg-hue-6",
  "bg-hue-7",
] as const

/** A small colour that tells one of a few things from the others, beside its name. */
export function Dot({ hue, className }: { hue: number; className?: string }) {
  const colour = HUES[hue % HUES.length] ?? HUES[0]
  return <span aria-hidden className={clsx("size-2 shrink-0 rounded-full", colour, className)} />
}
