import { AlarmClock, Check, Ellipsis, PanelRight, RotateCcw, UserPlus } from "lucide-react"
import { Avatar } from "@/components/avatar"
import { Button } from "@/components/button"
import { IconButton } from "@/components/icon-button"
import { Kbd } from "@/components/kbd"
import { Menu } from "@/components/menu"
import type { Ticket } from "@/lib/api"
import { useNames } from "@/lib/data/names"
import { useMay } from "@/lib/data/session"
import { notify } from "@/lib/notices"
import { prefer, preferences } from "@/lib/preferences"
import * as words from "@/lib/words"
import { useContextPane } from "./context-state"
import { openDialog, openNextMenu } from "./overlays"
import { TicketMenu } from "./ticket-menu"
import { isEnded, useActs } from "./use-acts"

const { pane, snooze, actions, thread } = words.ticket
/** Keys are named on the buttons where there is room for them. */
const KEYS = "hidden @2xl:inline-flex"

/** What is done most with a ticket; in a narrow window it is in the menu behind the dots. */
export function TicketButtons({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const may = useMay("work")
  return (
    <div className="ml-auto flex items-center gap-1.5">
      {may && (
        <>
          <span className="hidden @md:contents">
            <AssignButton ticket={ticket} />
            <TicketMenu name="snooze" ticket={ticket} align="end">
              <Button className="px-2.5">
                <AlarmClock className="size-4" aria-hidden />
                <span className="sr-only @xl:not-sr-only">{snooze.title}</span>
                <span className={KEYS}>
                  <Kbd keys="H" />
                </span>
              </Button>
            </TicketMenu>
          </span>
          <ResolveButton ticket={ticket} />
        </>
      )}
      <MoreMenu ticket={ticket} onClose={onClose} />
      <ContextButton />
    </div>
  )
}

function AssignButton({ ticket }: { ticket: Ticket }) {
  const names = useNames()
  const { assignee } = ticket
  return (
    <TicketMenu name="assign" ticket={ticket} align="end">
      <Button className="max-w-36 px-2.5 @2xl:max-w-52">
        {assignee && <span className="sr-only">{pane.assignedTo} </span>}
        {assignee ? (
          <Avatar name={names.letters(assignee.name)} size="small" />
        ) : (
          <UserPlus className="size-4" aria-hidden />
        )}
        <span className="truncate">{assignee ? names.person(assignee.name) : pane.assign}</span>
        <span className={KEYS}>
          <Kbd keys="A" />
        </span>
      </Button>
    </TicketMenu>
  )
}

function ResolveButton({ ticket }: { ticket: Ticket }) {
  const acts = useActs(ticket)
  const ended = isEnded(ticket)
  const Icon = ended ? RotateCcw : Check
  return (
    <Button
      look={ended ? "plain" : "primary"}
      className="px-2.5"
      onClick={ended ? acts.reopen : acts.resolve}
    >
      <Icon className="size-4" aria-hidden />
      {ended ? pane.reopen : pane.resolve}
      <span className={KEYS}>
        <Kbd keys="E" tone={ended ? "usual" : "inverse"} />
      </span>
    </Button>
  )
}

function MoreMenu({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const may = useMay("work")
  const acts = useActs(ticket)
  const { showsEvents } = preferences.use()
  const does: Record<string, [string, () => void, string?]> = {
    ...(may && {
      me: [pane.assignToMe, acts.assignToMe, "A"],
      assign: [pane.assignTo, () => openNextMenu("assign"), "Shift+A"],
      snooze: [snooze.until, () => openNextMenu("snooze"), "H"],
      tags: [actions.tags, () => openDialog("tags"), "#"],
      scope: [pane.scope, () => openNextMenu("scope")],
      unread: [pane.markUnread, () => (acts.markUnread(), onClose())],
    }),
    events: [
      showsEvents ? thread.hideEvents : thread.showEvents,
      () => prefer({ showsEvents: !showsEvents }),
    ],
    link: [pane.copyLink, () => void copyLink(ticket.id)],
  }
  const choices = Object.entries(does).map(([value, [title, , keys = ""]]) => ({ value, title, keys }))
  return (
    <Menu label={pane.more} choices={choices} align="end" onChoose={(value) => does[value]?.[1]()}>
      <button
        type="button"
        aria-label={pane.more}
        title={pane.more}
        className="text-soft hover:bg-hover hover:text-ink inline-flex size-8 shrink-0 items-center justify-center rounded-md"
      >
        <Ellipsis className="size-4" aria-hidden />
      </button>
    </Menu>
  )
}

function ContextButton() {
  const { isShown, toggle } = useContextPane()
  return (
    <IconButton
      icon={PanelRight}
      label={pane.context}
      keys="I"
      aria-expanded={isShown}
      aria-controls="ticket-context"
      onClick={toggle}
    />
  )
}

async function copyLink(id: number): Promise<void> {
  await navigator.clipboard.writeText(`${window.location.origin}/inbox?ticket=${id}`)
  notify({ text: pane.linkCopied })
}
