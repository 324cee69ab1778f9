import type { Choice } from "@/components/menu"
import type { Ticket } from "@/lib/api"
import { useNames } from "@/lib/data/names"
import { useAgents, useCategories, useTeams } from "@/lib/data/reference"
import { useMe } from "@/lib/data/session"
import { formatMoment } from "@/lib/formats"
import { restsAt } from "@/lib/snooze"
import * as words from "@/lib/words"
import { choicesOf, valueOf } from "./fields"
import { openDialog, type MenuName } from "./overlays"
import { useActs } from "./use-acts"

const { pane, snooze } = words.ticket
const STATUSES = ["open", "in_progress", "waiting_customer", "resolved", "closed"] as const

interface MenuOf {
  label: string
  choices: Choice[]
  chosen: string | null
  onChoose: (value: string) => void
}

/** What stands in a menu of the ticket, and what its choices do. */
export function useMenuOf(name: MenuName, ticket: Ticket): MenuOf {
  const acts = useActs(ticket)
  const names = useNames()
  const lists = { categories: useCategories(), teams: useTeams() }
  const assign = useAssignMenu(ticket)
  if (name === "assign") return assign
  if (name === "snooze") return snoozeMenu(ticket, acts)
  if (name === "status")
    return {
      label: pane.status,
      choices: STATUSES.map((value) => ({ value, title: names.value("status", value) })),
      chosen: ticket.status,
      onChoose: (value) => {
        const status = STATUSES.find((one) => one === value)
        if (status) acts.setStatus(status)
      },
    }
  return {
    label: names.field(name),
    choices: choicesOf(name, ticket, lists, names),
    chosen: String(ticket[name]),
    onChoose: (value) => void acts.setField(name, valueOf(name, value)),
  }
}

function useAssignMenu(ticket: Ticket): MenuOf {
  const acts = useActs(ticket)
  const me = useMe()
  const others = useAgents().filter((one) => !one.disabled && one.name !== me?.name)
  const choices: Choice[] = [
    ...(me ? [{ value: "me", title: pane.me, keys: "A" }] : []),
    ...others.map((one) => ({ value: String(one.id), title: one.name })),
    ...(ticket.assignee ? [{ value: "nobody", title: words.values.nobody }] : []),
  ]
  const onChoose = (value: string) => {
    const agent = others.find((one) => String(one.id) === value)
    if (value === "nobody") acts.unassign()
    else if (agent) acts.assign(agent.id, agent.name)
    else acts.assignToMe()
  }
  const isMine = ticket.assignee !== null && ticket.assignee.name === me?.name
  const chosen = isMine ? "me" : (ticket.assignee && String(ticket.assignee.id)) || null
  return { label: pane.assignTo, choices, chosen, onChoose }
}

function snoozeMenu(ticket: Ticket, acts: ReturnType<typeof useActs>): MenuOf {
  const rests = restsAt(new Date())
  const choices: Choice[] = [
    ...(ticket.snoozed_until ? [{ value: "wake", title: snooze.wake }] : []),
    ...rests.map((one) => ({ value: one.id, title: one.title, hint: formatMoment(one.until) })),
    { value: "other", title: snooze.other },
  ]
  const onChoose = (value: string) => {
    const rest = rests.find((one) => one.id === value)
    if (rest) acts.snooze(rest.until)
    else if (value === "wake") acts.wake()
    else openDialog("snooze-moment")
  }
  return { label: snooze.until, choices, chosen: null, onChoose }
}
