/**
 * What can be done here, and by which key: one register for keys, palette and the list of keys.
 *
 * A component offers its actions while it is on the screen; of two with the same key the one that came last
 * answers. Keys are those of the layout (`event.key`), never while somebody types, never in a dialog.
 */
import { useEffect, useMemo, useSyncExternalStore } from "react"
import type { LucideIcon } from "lucide-react"
import { useEvent } from "./use-event"
import { preferences } from "./preferences"

export interface Action {
  /** Unique: `ticket.resolve`. */
  id: string
  title: string
  /** Under which heading palette and list of keys show it. */
  group: string
  /** `E`, `?`, `[`, `Mod+Enter`, `G I` (one after the other). */
  keys?: string
  /** More words under which the palette finds it. */
  also?: string
  icon?: LucideIcon
  /** Not offered in the palette: moving about, mostly. */
  isHidden?: boolean
  /** Done again and again while the key is held, as moving is. */
  repeats?: boolean
  /** Answers before others with the same key, whoever came last: what many tickets are selected for. */
  isFirst?: boolean
  run: () => void
}

const offered = new Map<symbol, Action[]>()
const watchers = new Set<() => void>()
let all: Action[] = []

/** Offer actions while the component is there. They may close over what changes: the newest run counts. */
export function useActions(actions: Action[]): void {
  const run = useEvent((id: string) => actions.find((one) => one.id === id)?.run())
  const shape = JSON.stringify(
    actions.map(({ id, title, group, keys, also }) => [id, title, group, keys, also]),
  )
  // The list is told anew only when what people see of it changes.
  // oxlint-disable-next-line react/exhaustive-deps
  const steady = useMemo(() => actions.map((one) => ({ ...one, run: () => run(one.id) })), [shape, run])
  useEffect(() => offer(steady), [steady])
}

/** Every action that is offered now; what came last, the open page mostly, stands first. */
export function useOffered(): Action[] {
  return useSyncExternalStore(watch, () => all)
}

/** Offer actions; the answer takes them back. */
export function offer(actions: Action[]): () => void {
  const mark = Symbol("offer")
  offered.set(mark, actions)
  changed()
  return () => {
    offered.delete(mark)
    changed()
  }
}

/** Listen to the keyboard; once, by the app. */
export function useKeyboard(): void {
  useEffect(() => {
    window.addEventListener("keydown", answer)
    return () => window.removeEventListener("keydown", answer)
  }, [])
}

let before: { key: string; at: number } | null = null
/** Milliseconds in which the second key of two must follow. */
const TOGETHER = 1_200

function answer(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return
  const stroke = strokeOf(event)
  if (!stroke) return
  if (stroke === "Escape" && isTyping(event.target) && !isInDialog()) return leave(event)
  const isChord = stroke.startsWith("Mod+")
  if (!isChord && (!preferences.read().singleKeys || isTyping(event.target) || isInDialog())) return
  if (isChord && isInDialog() && stroke !== "Mod+K") return
  const pair = before && event.timeStamp - before.at < TOGETHER ? `${before.key} ${stroke}` : null
  const found = (pair && byKeys(pair)) || byKeys(stroke)
  before = { key: stroke, at: event.timeStamp }
  if (!found) return
  event.preventDefault()
  if (event.repeat && !found.repeats) return
  before = null
  found.run()
}

/** Out of what one types in: from there on single keys are answered again. */
function leave(event: KeyboardEvent): void {
  event.preventDefault()
  if (event.target instanceof HTMLElement) event.target.blur()
}

/** Name a stroke as actions name it: `E`, `Shift+ArrowDown`, `Mod+Enter`; null: a modifier alone. */
export function strokeOf(event: KeyboardEvent): string | null {
  const key = event.key
  if (["Shift", "Control", "Alt", "Meta", "Dead", "Unidentified"].includes(key)) return null
  const isMod = event.metaKey || event.ctrlKey
  if (event.altKey && !isMod && key.length > 1) return null
  const name = key.length === 1 ? key.toUpperCase() : key
  // A sign that needs Shift is named by itself; letters and named keys say so.
  const isShifted = event.shiftKey && (key.length > 1 || name !== key.toLowerCase())
  return `${isMod ? "Mod+" : ""}${isShifted ? "Shift+" : ""}${name}`
}

/** Whether keys belong to what has the focus. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable) return true
  if (target instanceof HTMLInputElement)
    return !["checkbox", "radio", "button", "submit"].includes(target.type)
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}

function isInDialog(): boolean {
  return (
    document.querySelector(
      '[role="dialog"],[role="alertdialog"],[role="menu"],[role="listbox"][data-state="open"]',
    ) !== null
  )
}

function byKeys(keys: string): Action | undefined {
  const found = all.filter((one) => one.keys === keys)
  return found.find((one) => one.isFirst) ?? found[0]
}

function watch(told: () => void): () => void {
  watchers.add(told)
  return () => watchers.delete(told)
}

function changed(): void {
  all = [...offered.values()].toReversed().flat()
  for (const told of watchers) told()
}
