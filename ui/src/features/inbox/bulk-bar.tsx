import { lazy, Suspense, useEffect } from "react"
import { useActions } from "@/lib/actions"
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
    const timer = setTimeout(() => void load().catch(() => undefined), SOON)
    return () => clearTimeout(timer)
  }, [])
  const isAny = selection.selected.size > 0
  const isUnderCursor = cursor !== null && cursor !== open && ids.includes(cursor)
  if (!isAny && !isUnderCursor) return null
  return (
    <Suspense fallback={isAny ? <NotYet /> : null}>
      <Bulk ids={ids} selection={selection} cursor={cursor} isAny={isAny} />
    </Suspense>
  )
}

const KEYS = ["E", "A", "Shift+A", "P", "S", "T", "C", "H", "L", "M", "U", "#"]

/** Until its code has come, keys that mean the selected tickets must not change the one that is open. */
function NotYet() {
  useActions(
    KEYS.map((keys) => ({
      id: `bulk.wait.${keys}`,
      title: keys,
      group: "",
      keys,
      isHidden: true,
      isFirst: true,
      run: () => undefined,
    })),
  )
  return null
}
