import { lazy, Suspense, useEffect } from "react"
import type { ListSelection } from "./use-selection"

interface BulkBarProps {
  ids: readonly number[]
  selection: ListSelection
  cursor: number | null
  /** The ticket that is open: while the cursor is there, and nothing is selected, the keys are its own. */
  open: number | undefined
}

const load = () => import("./bulk")
const Bulk = lazy(load)
/** Milliseconds: the list is painted first. */
const SOON = 400

/** What can be done with the selected tickets; where none is, its keys mean the one under the cursor. */
export function BulkBar({ ids, selection, cursor, open }: BulkBarProps) {
  useEffect(() => {
    const timer = setTimeout(() => void load(), SOON)
    return () => clearTimeout(timer)
  }, [])
  const isAny = selection.selected.size > 0
  const isUnderCursor = cursor !== null && cursor !== open && ids.includes(cursor)
  if (!isAny && !isUnderCursor) return null
  return (
    <Suspense>
      <Bulk ids={ids} selection={selection} cursor={cursor} isAny={isAny} />
    </Suspense>
  )
}
