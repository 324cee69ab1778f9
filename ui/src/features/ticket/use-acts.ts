import { useMemo } from "react"
import type { Ticket } from "@/lib/api"
import { useChange, type Change } from "@/lib/data/change"
import { useNames } from "@/lib/data/names"
import { useMe } from "@/lib/data/session"
import type { Correctable } from "@/lib/data/tickets"
import { formatMoment } from "@/lib/formats"
import * as words from "@/lib/words"
import { correctedHere } from "./corrected-here"

const ENDED = new Set(["resolved", "closed"])
const { did } = words.ticket

/** Whether the matter has come to its end. */
export const isEnded = (ticket: Pick<Ticket, "status">) => ENDED.has(ticket.status)

/** All that can be done with one ticket, each with what is said when it is done. */
export function useActs(ticket: Ticket) {
  const change = useChange()
  const names = useNames()
  const me = useMe()
  return useMemo(() => {
    const act = (what: Change, done: string, shows?: Partial<Ticket>) =>
      void change([ticket], what, { done, ...(shows ? { shows } : {}) })
    const assign = (agent: number | string, name: string) =>
      act({ assign: agent }, did.assigned(names.person(name)), {
        assignee: { id: typeof agent === "number" ? agent : 0, name },
      })
    return {
      assign,
      assignToMe: () => me && assign(me.agent, me.name),
      unassign: () => act({ unassign: true }, did.unassigned),
      resolve: () => act({ resolve: true }, did.resolved),
      reopen: () => act({ reopen: true }, did.reopened),
      setStatus: (status: NonNullable<Change["status"]>) =>
        act({ status }, did.set(names.field("status"), names.value("status", status))),
      setField: async (field: Correctable, value: string | number | boolean) => {
        const done = did.set(names.field(field), names.value(field, value))
        if (await change([ticket], { [field]: value }, { done })) correctedHere(ticket.id, field)
      },
      snooze: (until: Date) => act({ snooze: until.toISOString() }, did.snoozed(formatMoment(until))),
      wake: () => act({ unsnooze: true }, did.unsnoozed),
      setDue: (due: Date) => act({ due_at: due.toISOString() }, did.due(formatMoment(due))),
      addTag: (tag: string) => act({ add_tags: [tag] }, did.tagged(tag)),
      removeTag: (tag: string) => act({ remove_tags: [tag] }, did.untagged(tag)),
      markUnread: () => act({ read: false }, ""),
    }
  }, [ticket, change, names, me])
}

export type Acts = ReturnType<typeof useActs>
