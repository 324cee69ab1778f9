import type { KeyboardEvent, ReactNode } from "react"
import { Slot } from "radix-ui"

interface MenuButtonProps {
  /** The button itself. */
  children: ReactNode
  /** Somebody goes near it. */
  onNear?: () => void
  onOpen: () => void
}

/** A menu's button while there is no menu yet: a menu costs more than all the rest of its row. */
export function MenuButton({ children, onNear, onOpen }: MenuButtonProps) {
  const openByArrow = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown") return
    event.preventDefault()
    onOpen()
  }
  return (
    <Slot.Root
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={onNear}
      onFocus={onNear}
      onClick={onOpen}
      onKeyDown={openByArrow}
    >
      {children}
    </Slot.Root>
  )
}
