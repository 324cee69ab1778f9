import { useSyncExternalStore } from "react"

/** What is open over the page: the palette, the list of keys, or nothing. */
export type Shown = "palette" | "keys" | null

const watchers = new Set<() => void>()
let shown: Shown = null

export function openPalette(next: Shown): void {
  shown = next
  for (const told of watchers) told()
}

export function useShown(): Shown {
  return useSyncExternalStore(watch, () => shown)
}

function watch(told: () => void): () => void {
  watchers.add(told)
  return () => watchers.delete(told)
}
