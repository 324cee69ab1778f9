import { Menu, X } from "lucide-react"
import { IconButton } from "@/components/icon-button"
import * as words from "@/lib/words"
import { Brand } from "./brand"

/** On a narrow window: the button that shows where one can go. */
export function TopBar({ isOpen, onToggle }: { isOpen: boolean; onToggle: () => void }) {
  return (
    <header className="border-line bg-sunk flex h-11 shrink-0 items-center gap-1 border-b px-2 lg:hidden">
      <IconButton
        icon={isOpen ? X : Menu}
        label={isOpen ? words.common.nav.closeMenu : words.common.nav.openMenu}
        aria-expanded={isOpen}
        aria-controls="sidebar"
        onClick={onToggle}
      />
      <Brand />
    </header>
  )
}
