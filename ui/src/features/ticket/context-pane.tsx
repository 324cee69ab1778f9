import { useEffect, useLayoutEffect, useRef, type ReactNode } from "react"
import { X } from "lucide-react"
import { clsx } from "clsx"
import { IconButton } from "@/components/icon-button"
import type { TicketDetail } from "@/lib/api"
import { useTicket } from "@/lib/data/tickets"
import * as words from "@/lib/words"
import { useActions } from "@/lib/actions"
import { closeDrawer, useContextPane } from "./context-state"
import { CustomerCard } from "./customer-card"
import { FactsSection, TagsSection } from "./details-section"
import { DueSection } from "./due-section"
import { lookAt } from "./marking"
import { TriageSection } from "./triage-section"

const PLACE = "bg-ground border-line overflow-y-auto border-l [scrollbar-width:thin]"
const BESIDE = "w-80 shrink-0"
const OVER = "shadow-float fixed inset-y-0 right-0 z-40 w-80 max-w-full"

/**
 * What is known around the ticket: beside the thread, or over it where there is no room.
 *
 * It stays from ticket to ticket, so that only what differs is laid out and drawn anew.
 */
export function ContextPane({ id }: { id: number }) {
  const { isWide, isShown } = useContextPane()
  const { data } = useTicket(id)
  if (!isShown) return null
  const content = data && <Content detail={data} />
  if (isWide)
    return (
      <aside
        id="ticket-context"
        aria-label={words.ticket.context.label}
        tabIndex={0}
        className={clsx(PLACE, BESIDE, "-outline-offset-2")}
      >
        {content}
      </aside>
    )
  return <Drawer>{content}</Drawer>
}

/** Over the thread; the focus goes into it and, when it is closed, back to where it was. */
function Drawer({ children }: { children: ReactNode }) {
  const box = useRef<HTMLElement>(null)
  const { group, context } = words.ticket
  useActions([
    { id: "ticket.fold", title: context.close, group, keys: "Escape", isHidden: true, run: closeDrawer },
  ])
  useEffect(() => {
    const before = document.activeElement
    const aside = box.current
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return
      event.preventDefault()
      closeDrawer()
    }
    aside?.focus()
    aside?.addEventListener("keydown", escape)
    return () => {
      aside?.removeEventListener("keydown", escape)
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <aside
      ref={box}
      id="ticket-context"
      aria-label={words.ticket.context.label}
      tabIndex={-1}
      className={clsx(PLACE, OVER, "outline-none")}
    >
      <div className="flex justify-end px-2 pt-2">
        <IconButton icon={X} label={words.common.close} onClick={closeDrawer} />
      </div>
      {children}
    </aside>
  )
}

function Content({ detail }: { detail: TicketDetail }) {
  const { ticket, verdict } = detail
  return (
    <>
      <Top key={ticket.id} id={ticket.id} />
      <CustomerCard ticket={ticket} />
      <DueSection ticket={ticket} verdict={verdict.verdict} />
      <TriageSection ticket={ticket} verdict={verdict.verdict} />
      <TagsSection ticket={ticket} />
      <FactsSection ticket={ticket} />
    </>
  )
}

/** Where it begins; what is known of another ticket is read from there, and nothing of it is looked at yet. */
function Top({ id }: { id: number }) {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    box.current?.parentElement?.scrollTo({ top: 0 })
    return () => lookAt([])
  }, [])
  return <div ref={box} data-ticket={id} />
}
