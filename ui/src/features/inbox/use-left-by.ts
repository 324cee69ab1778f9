import { useMemo, useState } from "react"
import { useNames, type Names } from "@/lib/data/names"
import { useLive, type DeskEvent } from "@/lib/live"
import * as words from "@/lib/words"

const KINDS: Record<string, "resolved" | "reopened" | "unassigned" | "snoozed" | "replied"> = {
  "ticket.resolved": "resolved",
  "ticket.reopened": "reopened",
  "ticket.unassigned": "unassigned",
  "ticket.snoozed": "snoozed",
  "ticket.replied": "replied",
}
const ENDED: ReadonlySet<unknown> = new Set(["resolved", "closed"])

/** Say why tickets are no longer in the list, and by whom: what was heard of them last. */
export function useLeftBy(gone: ReadonlyMap<number, number> | undefined): (id: number) => string | null {
  const [heard] = useState(() => new Map<number, DeskEvent>())
  const listener = useMemo(
    () => ({
      event: (event: DeskEvent) => {
        if (event.ticket_id !== null && event.kind.startsWith("ticket.")) heard.set(event.ticket_id, event)
      },
    }),
    [heard],
  )
  useLive(listener)
  const names = useNames()
  return (id) => {
    if (!gone?.has(id)) return null
    const event = heard.get(id)
    return event ? sentenceOf(event, names) : words.inbox.left.other
  }
}

/** What somebody did, in a few words. */
export function sentenceOf({ kind, actor, data }: DeskEvent, names: Pick<Names, "person">): string {
  const { left } = words.inbox
  const called = (name: string) => {
    const person = names.person(name)
    return person === words.values.you ? left.you : person
  }
  const by = called(actor)
  if (ENDED.has(data.status)) return left.resolved(by)
  const told = KINDS[kind]
  if (told) return left[told](by)
  const to = data.assigned_to
  if (typeof to === "string") return left.assigned(by, called(to))
  return left.changed(by)
}
