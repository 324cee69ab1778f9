import { useState, type ComponentProps } from "react"
import { notifyProblem } from "@/lib/notices"
import type { Menu as MenuType } from "./menu"
import { MenuButton } from "./menu-button"

type LateMenuProps = Omit<ComponentProps<typeof MenuType>, "open" | "onOpenChange">

const load = () => import("./menu")
const prepare = () => void load().catch(() => undefined) // whoever opens it is told

/** A menu whose code comes when somebody goes near its button: for what is on the page from the first. */
export function LateMenu(props: LateMenuProps) {
  const [Menu, setMenu] = useState<typeof MenuType | null>(null)
  const [isOpen, setOpen] = useState(true)
  if (Menu) return <Menu {...props} open={isOpen} onOpenChange={setOpen} />
  const open = () =>
    void load()
      .then((found) => setMenu(() => found.Menu))
      .catch(notifyProblem)
  return (
    <MenuButton onNear={prepare} onOpen={open}>
      {props.children}
    </MenuButton>
  )
}
