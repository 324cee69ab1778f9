/** What is open over a ticket: a menu at its button, the same menu at the ticket's head, or a dialog. */
import { useCallback, useSyncExternalStore } from "react"
import type { Correctable } from "@/lib/data/tickets"

export type MenuName = Correctable | "status" | "assign" | "snooze"
export type DialogName = "tags" | "snooze-moment" | "due-moment"

interface Open {
  name: MenuName | DialogName
  place: "button" | "head"
}

const watchers = new Set<() => void>()
const buttons = new Map<string, HTMLElement>()
let open: Open | null = null
let cameFrom: Element | null = null

/** Open a menu where its button can be seen, else at the head of the ticket. */
export function openMenu(name: MenuName): void {
  cameFrom = document.activeElement
  set({ name, place: isSeen(buttons.get(name)) ? "button" : "head" })
}

/** Milliseconds after which a menu has closed and given the focus back; what opens sooner loses it again. */
const CLOSED = 60

/** Open a dialog, once a menu from which it is called has closed. */
export function openDialog(name: DialogName): void {
  setTimeout(() => set({ name, place: "head" }), CLOSED)
}

/** Open a menu that another one leads to. */
export function openNextMenu(name: MenuName): void {
  setTimeout(() => openMenu(name), CLOSED)
}

export function closeOverlay(): void {
  set(null)
}

export function useOverlay(): Open | null {
  return useSyncExternalStore(watch, () => open)
}

/** What a menu needs that opens by its button and by a key: it is told where the button is. */
export function useMenuAt(name: MenuName, place: Open["place"]) {
  const isOpen = useOverlay()?.name === name && open?.place === place
  const ref = useCallback(
    (button: HTMLElement | null) => {
      if (place === "head" || !button) return
      buttons.set(name, button)
      return () => {
        if (buttons.get(name) === button) buttons.delete(name)
      }
    },
    [name, place],
  )
  const onOpenChange = (next: boolean) => {
    if (next) cameFrom = null
    if (next || isOpen) set(next ? { name, place } : null)
  }
  return { ref, menu: { open: isOpen, onOpenChange, onCloseAutoFocus: goBack } }
}

/** Who opened a menu by a key goes on where they were. */
function goBack(event: Event): void {
  if (!(cameFrom instanceof HTMLElement) || !cameFrom.isConnected) return
  event.preventDefault()
  if (cameFrom !== document.body) cameFrom.focus()
}

function isSeen(button: HTMLElement | undefined): boolean {
  return button !== undefined && button.offsetParent !== null
}

function set(next: Open | null): void {
  open = next
  for (const told of watchers) told()
}

function watch(told: () => void): () => void {
  watchers.add(told)
  return () => watchers.delete(told)
}
