/** Which words of a ticket are marked: those of the reason that one looks at, or all that some reason names. */
import { useSyncExternalStore } from "react"
import type { Schemas } from "@/lib/api"

export type Span = Schemas["Span"]

interface Marking {
  /** Of the reason that is looked at; empty: none. */
  looked: readonly Span[]
  showsAll: boolean
  /** Grows when the marked words shall come into view. */
  jumps: number
}

const watchers = new Set<() => void>()
let marking: Marking = { looked: [], showsAll: false, jumps: 0 }

/** Look at a reason's words, or at none. */
export function lookAt(spans: readonly Span[]): void {
  if (spans.length > 0 || marking.looked.length > 0) set({ looked: spans })
}

/** Bring the words that are looked at into view. */
export function jumpTo(spans: readonly Span[]): void {
  set({ looked: spans, jumps: marking.jumps + 1 })
}

/** Mark the words of all reasons, or no longer. */
export function toggleAllMarks(): void {
  set({ showsAll: !marking.showsAll })
}

export function useMarking(): Marking {
  return useSyncExternalStore(watch, () => marking)
}

/** The words of a part of the ticket that are marked now. */
export function marksIn(
  part: Span["part"],
  verdict: Schemas["Verdict"],
  { looked, showsAll }: Marking,
): Span[] {
  const spans = looked.length > 0 ? looked : showsAll ? allSpans(verdict) : []
  return spans.filter((one) => one.part === part)
}

/** Every place that a reason of the verdict names. */
export function allSpans(verdict: Schemas["Verdict"]): Span[] {
  const fields = Object.values(verdict).filter(isField)
  return fields.flatMap((field) => field.reasons.flatMap((reason) => reason.span ?? []))
}

function isField(value: unknown): value is Schemas["Field_str_"] {
  return typeof value === "object" && value !== null && "reasons" in value
}

function set(change: Partial<Marking>): void {
  marking = { ...marking, ...change }
  for (const told of watchers) told()
}

function watch(told: () => void): () => void {
  watchers.add(told)
  return () => watchers.delete(told)
}
