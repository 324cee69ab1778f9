import {
  AlarmClock,
  CheckCheck,
  CircleUserRound,
  Ellipsis,
  Flag,
  Tag,
  Tags,
  UserCheck,
  Users,
  type LucideIcon,
} from "lucide-react"
import type { Choice } from "@/components/menu"
import { useNames } from "@/lib/data/names"
import { useAgents, useCategories, useTeams } from "@/lib/data/reference"
import { useMe } from "@/lib/data/session"
import type { Change } from "@/lib/data/change"
import { formatMoment } from "@/lib/formats"
import { restsAt } from "@/lib/snooze"
import { useNow } from "@/lib/use-now"
import * as words from "@/lib/words"
import type { Apply } from "./use-bulk"

/** Something that can be done to the selected tickets: at once, or by a choice, or in a dialog. */
export interface BulkAct {
  id: string
  title: string
  icon: LucideIcon
  keys?: string
  /** What is wanted most: its button says what it does. */
  isMain?: boolean
  /** Done at once. */
  run?: () => void
  /** Done by choosing one of these. */
  choices?: readonly Choice[]
  choose?: (value: string) => void
}

const PRIORITIES = ["urgent", "high", "medium", "low"] as const
const NOBODY = "nobody"

/** Everything that can be done to the selected tickets. */
export function useBulkActs(ids: readonly number[], apply: Apply, openTags: () => void): BulkAct[] {
  const { bulk } = words.inbox
  const { done } = bulk
  const names = useNames()
  const set = (field: "priority" | "team" | "category", value: string) =>
    void apply(ids, { [field]: value } as Change, (tickets) =>
      done.field(tickets, names.field(field), names.value(field, value)),
    )
  const assign = useAssign(ids, apply)
  const rests = restsAt(useNow())
  const rest = (wanted: string) => {
    const at = rests.find((one) => one.id === wanted)?.until
    if (at) void apply(ids, { snooze: at.toISOString() }, (tickets) => done.snooze(tickets, formatMoment(at)))
  }
  const teams = useTeams().map((one) => ({ value: one.slug, title: one.name }))
  const categories = useCategories().map((one) => ({ value: one.name, title: one.title }))
  const priorities = PRIORITIES.map((value) => ({ value, title: names.value("priority", value) }))
  const me = useMe()
  const resolve = () => void apply(ids, { resolve: true }, done.resolve)
  const claim = () => me && void apply(ids, { assign: me.agent }, done.claim)
  return [
    { id: "resolve", title: bulk.resolve, icon: CheckCheck, keys: "E", isMain: true, run: resolve },
    { id: "claim", title: bulk.claim, icon: UserCheck, keys: "A", run: claim },
    { id: "assign", title: bulk.assign, icon: CircleUserRound, keys: "Shift+A", ...assign },
    {
      id: "priority",
      title: bulk.priority,
      icon: Flag,
      keys: "P",
      choices: priorities,
      choose: (value) => set("priority", value),
    },
    {
      id: "category",
      title: bulk.category,
      icon: Tag,
      keys: "C",
      choices: categories,
      choose: (value) => set("category", value),
    },
    {
      id: "team",
      title: bulk.team,
      icon: Users,
      keys: "T",
      choices: teams,
      choose: (value) => set("team", value),
    },
    { id: "tags", title: bulk.tags, icon: Tags, keys: "#", run: openTags },
    {
      id: "snooze",
      title: bulk.snooze,
      icon: AlarmClock,
      keys: "H",
      choices: rests.map(({ id, title, until }) => ({ value: id, title, hint: formatMoment(until) })),
      choose: rest,
    },
    { id: "more", title: bulk.more, icon: Ellipsis, ...useMore(ids, apply) },
  ]
}

function useAssign(ids: readonly number[], apply: Apply): Pick<BulkAct, "choices" | "choose"> {
  const { bulk } = words.inbox
  const agents = useAgents().filter((one) => !one.disabled)
  const named = agents.map((one) => ({ value: String(one.id), title: one.name }))
  const choose = (value: string) => {
    const agent = agents.find((one) => String(one.id) === value)
    if (value === NOBODY) void apply(ids, { unassign: true }, bulk.done.unassign)
    else if (agent)
      void apply(ids, { assign: agent.id }, (tickets) => bulk.done.assign(tickets, agent.name), {
        assignee: { id: agent.id, name: agent.name },
      })
  }
  return { choices: [...named, { value: NOBODY, title: bulk.unassign }], choose }
}

function useMore(ids: readonly number[], apply: Apply): Pick<BulkAct, "choices" | "choose"> {
  const { bulk } = words.inbox
  const { done } = bulk
  const changes: Record<string, { title: string; change: Change; done: (tickets: string) => string }> = {
    read: { title: bulk.read, change: { read: true }, done: done.read },
    unread: { title: bulk.unread, change: { read: false }, done: done.unread },
    reopen: { title: bulk.reopen, change: { reopen: true }, done: done.reopen },
    unsnooze: { title: bulk.unsnooze, change: { unsnooze: true }, done: done.unsnooze },
  }
  return {
    choices: Object.entries(changes).map(([value, { title }]) => ({ value, title })),
    choose: (value) => {
      const one = changes[value]
      if (one) void apply(ids, one.change, one.done)
    },
  }
}
