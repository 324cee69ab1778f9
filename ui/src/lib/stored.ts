import { useSyncExternalStore } from "react"

/** A value that this browser remembers, shared by all its windows. What cannot be kept is kept for this page. */
export interface Stored<T> {
  read: () => T
  write: (value: T) => void
  use: () => T
}

/** Make one; `understand` reads what was stored, by this version or an older one. */
export function stored<T>(key: string, understand: (found: unknown) => T): Stored<T> {
  const watchers = new Set<() => void>()
  let value = load()
  window.addEventListener("storage", (event) => {
    if (event.key !== key) return
    value = load()
    for (const told of watchers) told()
  })

  function load(): T {
    try {
      return understand(JSON.parse(window.localStorage.getItem(key) ?? "null"))
    } catch {
      return understand(null)
    }
  }

  function write(next: T): void {
    value = next
    try {
      window.localStorage.setItem(key, JSON.stringify(next))
    } catch {
      // A browser that keeps nothing still shows what was chosen until the page is closed.
    }
    for (const told of watchers) told()
  }

  const read = () => value
  const watch = (told: () => void) => {
    watchers.add(told)
    return () => watchers.delete(told)
  }
  return { read, write, use: () => useSyncExternalStore(watch, read) }
}
