import { useCallback, useInsertionEffect, useRef } from "react"

/** A function that stays the same and does what its newest version does; for listeners, never while drawing. */
export function useEvent<In extends unknown[], Out>(newest: (...given: In) => Out): (...given: In) => Out {
  const kept = useRef(newest)
  useInsertionEffect(() => {
    kept.current = newest
  })
  return useCallback((...given: In) => kept.current(...given), [])
}
