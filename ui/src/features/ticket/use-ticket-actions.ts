import {
  AlarmClock,
  CalendarClock,
  Check,
  Hash,
  Highlighter,
  History,
  MailOpen,
  PanelRight,
  Pencil,
  RotateCcw,
  UserPlus,
} from "lucide-react"
import type { Ticket } from "@/lib/api"
import { useActions, type Action } from "@/lib/actions"
import { useNames } from "@/lib/data/names"
import { useMay } from "@/lib/data/session"
import { prefer, preferences } from "@/lib/preferences"
import * as words from "@/lib/words"
import { useContextPane } from "./context-state"
import { FIELD_KEYS } from "./fields"
import { toggleAllMarks } from "./marking"
import { openDialog, openMenu } from "./overlays"
import { isEnded, useActs } from "./use-acts"

const { group, pane, actions } = words.ticket

/** Offer all that can be done with the ticket, for keys, palette and the list of keys. */
export function useTicketActions(ticket: Ticket, close: () => void): void {
  const may = useMay("work")
  const doing = useDoing(ticket, close)
  const setting = useSetting()
  const looking = useLooking()
  useActions(may ? [...doing, ...setting, ...looking] : looking)
}

function useDoing(ticket: Ticket, close: () => void): Action[] {
  const acts = useActs(ticket)
  const ended = isEnded(ticket)
  const unread = () => {
    acts.markUnread()
    close()
  }
  const things: Omit<Action, "group">[] = [
    { id: "assign-me", title: pane.assignToMe, keys: "A", icon: UserPlus, run: acts.assignToMe },
    { id: "assign", title: pane.assignTo, keys: "Shift+A", icon: UserPlus, run: () => openMenu("assign") },
    ended
      ? { id: "reopen", title: pane.reopen, keys: "E", icon: RotateCcw, run: acts.reopen }
      : { id: "resolve", title: pane.resolve, keys: "E", icon: Check, run: acts.resolve },
    {
      id: "snooze",
      title: words.ticket.snooze.until,
      keys: "H",
      icon: AlarmClock,
      run: () => openMenu("snooze"),
    },
    { id: "tags", title: actions.tags, keys: "#", icon: Hash, run: () => openDialog("tags") },
    { id: "due", title: actions.due, icon: CalendarClock, run: () => openDialog("due-moment") },
    { id: "unread", title: pane.markUnread, icon: MailOpen, run: unread },
  ]
  return things.map((one) => Object.assign(one, { id: `ticket.${one.id}`, group }))
}

function useSetting(): Action[] {
  const names = useNames()
  const status = {
    id: "ticket.set-status",
    title: actions.set(names.field("status")),
    group,
    keys: "S",
    icon: Pencil,
  }
  return [
    { ...status, run: () => openMenu("status") },
    ...FIELD_KEYS.map(([name, keys]) => {
      const title = name === "scope" ? pane.scope : actions.set(names.field(name))
      const run = () => openMenu(name)
      const action: Action = { id: `ticket.set-${name}`, title, group, icon: Pencil, run }
      if (keys) action.keys = keys
      return action
    }),
  ]
}

function useLooking(): Action[] {
  const { toggle } = useContextPane()
  const { showsEvents } = preferences.use()
  return [
    { id: "ticket.context", title: pane.context, group, keys: "I", icon: PanelRight, run: toggle },
    {
      id: "ticket.events",
      title: showsEvents ? words.ticket.thread.hideEvents : words.ticket.thread.showEvents,
      group,
      icon: History,
      run: () => prefer({ showsEvents: !showsEvents }),
    },
    {
      id: "ticket.marks",
      title: actions.marks,
      group,
      keys: "W",
      icon: Highlighter,
      run: toggleAllMarks,
    },
  ]
}
