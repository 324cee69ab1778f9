import type { RefObject } from "react"
import { ArrowDown, ArrowUp } from "lucide-react"
import { useActions } from "@/lib/actions"
import * as words from "@/lib/words"
import type { RowsHandle } from "./rows"

interface NewPillProps {
  ids: readonly number[]
  unseen: ReadonlySet<number> | undefined
  rows: RefObject<RowsHandle | null>
}

/** Tickets that came in while somebody was at work in the list; it goes to the first of them. */
export function NewPill({ ids, unseen, rows }: NewPillProps) {
  const count = unseen?.size ?? 0
  const at = count > 0 ? ids.findIndex((id) => unseen?.has(id)) : -1
  const first = ids[at]
  const go = () => {
    if (first !== undefined) rows.current?.show(first, "first")
  }
  const { list, keys } = words.inbox
  useActions(
    count > 0 ? [{ id: "list.new", title: list.goToNew, group: keys.group, keys: "G .", run: go }] : [],
  )
  const view = rows.current?.viewport()
  const isAbove = !view || at * view.rowHeight < view.top
  const Arrow = isAbove ? ArrowUp : ArrowDown
  return (
    <div role="status">
      {count > 0 && (
        <button
          type="button"
          onClick={go}
          className="bg-accent text-on-accent hover:bg-accent-hover shadow-float inline-flex h-7 items-center gap-1.5 rounded-full px-3 text-xs font-semibold"
        >
          <Arrow className="size-3.5" aria-hidden />
          {list.new(count)}
        </button>
      )}
    </div>
  )
}
