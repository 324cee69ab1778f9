import { useEffect, type RefObject } from "react"
import { useActions } from "@/lib/actions"
import { useEvent } from "@/lib/use-event"
import * as words from "@/lib/words"
import type { GoOn } from "./go-on"
import type { RowsHandle } from "./rows"
import type { useCursor } from "./use-cursor"
import type { ListSelection } from "./use-selection"

/** A key's event, of the page or of a component. */
type Stroke = Pick<KeyboardEvent, "key" | "shiftKey" | "altKey" | "metaKey" | "ctrlKey" | "preventDefault">

const MOVES = new Set(["ArrowDown", "ArrowUp", "Home", "End"])

interface Keys {
  ids: readonly number[]
  cursor: ReturnType<typeof useCursor>
  selection: ListSelection
  rows: RefObject<RowsHandle | null>
  /** Whether a ticket is open. */
  isOpen: boolean
  onGo: GoOn
}

/** What keys do in a list: everywhere the letters, and those that move where the list has the focus. */
export function useListKeys({ ids, cursor, selection, rows, isOpen, onGo }: Keys) {
  const at = cursor.cursor === null ? -1 : ids.indexOf(cursor.cursor)
  const to = (place: number, { extends: isExtending = false } = {}) => {
    const id = ids[Math.max(0, Math.min(place, ids.length - 1))]
    if (id === undefined) return
    if (isExtending) {
      selection.extend(cursor.cursor ?? id, id)
      cursor.rest(id)
    } else cursor.open(id)
    rows.current?.show(id)
    rows.current?.focus()
  }
  const select = () => cursor.cursor !== null && selection.toggle(cursor.cursor)
  const open = () => to(Math.max(0, at))
  const leave = () => {
    if (selection.selected.size > 0) selection.clear()
    else if (isOpen) onGo({ ticket: undefined })
    rows.current?.focus()
  }

  const { keys } = words.inbox
  const one = (id: string, title: string, stroke: string, run: () => void, repeats = false) => {
    return { id: `list.${id}`, title, group: keys.group, keys: stroke, isHidden: true, repeats, run }
  }
  useActions([
    one("next", keys.next, "J", () => to(at + 1), true),
    one("previous", keys.previous, "K", () => to(at < 0 ? 0 : at - 1), true),
    one("first", keys.first, "G G", () => to(0)),
    one("last", keys.last, "Shift+G", () => to(ids.length - 1)),
    one("open", keys.open, "O", open),
    one("select", keys.select, "X", select),
    one("extend-down", keys.extendDown, "Shift+J", () => to(at + 1, { extends: true }), true),
    one("extend-up", keys.extendUp, "Shift+K", () => to(at - 1, { extends: true }), true),
    { id: "list.all", title: keys.all, group: keys.group, run: selection.all },
    ...(selection.selected.size > 0 || isOpen
      ? [one("leave", selection.selected.size > 0 ? keys.clear : keys.close, "Escape", leave)]
      : []),
  ])

  const answer = useEvent((event: Stroke) => {
    const run = local(event)
    if (!run) return
    event.preventDefault()
    run()
  })
  // Where nothing has the focus, the keys that move are the list's.
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const isFree = document.activeElement === document.body && !event.defaultPrevented
      if (isFree && MOVES.has(event.key)) answer(event)
    }
    window.addEventListener("keydown", listen)
    return () => window.removeEventListener("keydown", listen)
  }, [answer])
  return answer

  function local(event: Stroke): (() => unknown) | null {
    const isMod = event.metaKey || event.ctrlKey
    if (event.altKey) return null
    if (isMod) return event.key.toLowerCase() === "a" ? selection.all : null
    const how = { extends: event.shiftKey }
    const moves: Record<string, () => unknown> = {
      ArrowDown: () => to(at + 1, how),
      ArrowUp: () => to(at < 0 ? 0 : at - 1, how),
      Home: () => to(0, how),
      End: () => to(ids.length - 1, how),
      Enter: open,
      " ": select,
    }
    return moves[event.key] ?? null
  }
}
