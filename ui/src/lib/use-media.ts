import { useMemo, useSyncExternalStore } from "react"

/** Whether the window is as a media query wants it: `(min-width: 80rem)`. */
export function useMedia(query: string): boolean {
  const media = useMemo(() => window.matchMedia(query), [query])
  return useSyncExternalStore(
    (told) => {
      media.addEventListener("change", told)
      return () => media.removeEventListener("change", told)
    },
    () => media.matches,
  )
}
