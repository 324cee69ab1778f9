import { useSyncExternalStore } from "react"

const EVERY = 30_000
const watchers = new Set<() => void>()
let now = new Date()
let timer: ReturnType<typeof setInterval> | undefined

/** The time, renewed every half minute for all who show what is left of a span. */
export function useNow(): Date {
  return useSyncExternalStore(watch, () => now)
}

function watch(told: () => void): () => void {
  watchers.add(told)
  timer ??= setInterval(tick, EVERY)
  return () => {
    watchers.delete(told)
    if (watchers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function tick(): void {
  now = new Date()
  for (const told of watchers) told()
}
