import { useSyncExternalStore } from "react"

/** Whether the browser thinks that it has a network. */
export function useOnline(): boolean {
  return useSyncExternalStore(watch, () => navigator.onLine)
}

function watch(told: () => void): () => void {
  window.addEventListener("online", told)
  window.addEventListener("offline", told)
  return () => {
    window.removeEventListener("online", told)
    window.removeEventListener("offline", told)
  }
}
