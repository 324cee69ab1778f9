/** Which fields were corrected from this window: there it is told at once what the desk has learnt. */
import { useSyncExternalStore } from "react"
import type { Correctable } from "@/lib/data/tickets"

const watchers = new Set<() => void>()
let corrected: ReadonlySet<string> = new Set()

export function correctedHere(ticket: number, field: Correctable): void {
  corrected = new Set([...corrected, `${ticket} ${field}`])
  for (const told of watchers) told()
}

export function useCorrectedHere(ticket: number, field: Correctable): boolean {
  return useSyncExternalStore(watch, () => corrected).has(`${ticket} ${field}`)
}

function watch(told: () => void): () => void {
  watchers.add(told)
  return () => watchers.delete(told)
}
