/** Whether the context is shown: beside the thread where there is room, else over it when it is called. */
import { useCallback, useSyncExternalStore } from "react"
import { prefer, preferences } from "@/lib/preferences"
import { useMedia } from "@/lib/use-media"

/** Below it list, thread and context are too narrow beside each other. */
const WIDE = "(min-width: 86rem)"
const watchers = new Set<() => void>()
let isDrawn = false

export function useContextPane() {
  const isWide = useMedia(WIDE)
  const { showsContext } = preferences.use()
  const drawn = useSyncExternalStore(watch, () => isDrawn)
  const isShown = isWide ? showsContext : drawn
  const toggle = useCallback(() => {
    if (isWide) prefer({ showsContext: !isShown })
    else draw(!isShown)
  }, [isWide, isShown])
  return { isWide, isShown, toggle }
}

/** Fold the drawer away; where it has its place beside the thread, it stays. */
export function closeDrawer(): void {
  draw(false)
}

function draw(next: boolean): void {
  isDrawn = next
  for (const told of watchers) told()
}

function watch(told: () => void): () => void {
  watchers.add(told)
  return () => watchers.delete(told)
}
