import { lazy, Suspense, useEffect } from "react"
import { useActions } from "@/lib/actions"
import { useLater } from "@/lib/use-later"
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
/** Milliseconds that the cursor is away from the open ticket before keys mean it: that one may be on its way. */
const RESTS = 200

/** What can be done with the selected tickets; where none is, its keys mean the one under the cursor. */
export function BulkBar({ ids, selection, cursor, open }: BulkBarProps) {
  useEffect(() => {
    const timer = setTimeout(() => void load().catch(() => undefined), SOON)
    return () => clearTimeout(timer)
  }, [])
  const isAny = selection.selected.size > 0
  const rested = useLater(cursor, RESTS)
  const isUnderCursor = cursor !== null && cursor !== open && ids.includes(cursor)
  if (!isAny && !isUnderCursor) return null
  return (
    <Suspense fallback={<NotYet />}>
      {isAny || rested === cursor ? (
        <Bulk ids={ids} selection={selection} cursor={cursor} isAny={isAny} />
      ) : (
        <NotYet />
      )}
    </Suspense>
  )
}

const KEYS = ["E", "A", "Shift+A", "P", "S", "T", "C", "H", "L", "M", "U", "#"]

/** Until then, keys that mean the selected tickets, or the one under the cursor, must not change the open one. */
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
