import { cloneElement, useState, type ReactElement, type Ref } from "react"
import { Menu } from "@/components/menu"
import { MenuButton } from "@/components/menu-button"
import type { Ticket } from "@/lib/api"
import { useMenuAt, useOverlay, type MenuName } from "./overlays"
import { useMenuOf } from "./use-menu-of"

interface TicketMenuProps {
  name: MenuName
  ticket: Ticket
  align?: "start" | "end"
  /** The button that opens it. */
  children: ReactElement<{ ref?: Ref<HTMLElement> }>
}

/** A menu of the ticket at its button, which its key opens, too; it is made when it is first opened at that ticket. */
export function TicketMenu({ name, ticket, align = "start", children }: TicketMenuProps) {
  const { ref, menu } = useMenuAt(name, "button")
  const [madeFor, setMadeFor] = useState<number | null>(null)
  if (menu.open && madeFor !== ticket.id) setMadeFor(ticket.id)
  const button = cloneElement(children, { ref })
  if (!menu.open && madeFor !== ticket.id)
    return <MenuButton onOpen={() => menu.onOpenChange(true)}>{button}</MenuButton>
  return (
    <MadeMenu name={name} ticket={ticket} align={align} {...menu}>
      {button}
    </MadeMenu>
  )
}

type MadeMenuProps = Required<TicketMenuProps> & ReturnType<typeof useMenuAt>["menu"]

function MadeMenu({ name, ticket, ...rest }: MadeMenuProps) {
  return <Menu {...useMenuOf(name, ticket)} {...rest} />
}

const MENUS: ReadonlySet<string> = new Set<MenuName>([
  "category",
  "subcategory",
  "urgency",
  "priority",
  "level",
  "sentiment",
  "frustrated",
  "team",
  "language",
  "scope",
  "status",
  "assign",
  "snooze",
])

/** The menu that a key has opened while its button is not to be seen. */
export function HeadMenu({ ticket }: { ticket: Ticket }) {
  const overlay = useOverlay()
  if (overlay?.place !== "head" || !MENUS.has(overlay.name)) return null
  return <OpenHeadMenu name={overlay.name as MenuName} ticket={ticket} />
}

function OpenHeadMenu({ name, ticket }: { name: MenuName; ticket: Ticket }) {
  const { menu } = useMenuAt(name, "head")
  return (
    <Menu {...useMenuOf(name, ticket)} {...menu} align="end">
      <span aria-hidden className="absolute right-4 bottom-0" />
    </Menu>
  )
}
