import { useMemo, useRef } from "react"
import { useNames, type Names } from "@/lib/data/names"
import { useLive, type DeskEvent } from "@/lib/live"
import { useEvent } from "@/lib/use-event"
import { words } from "@/lib/words"

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
  const heard = useRef(new Map<number, DeskEvent>())
  const listener = useMemo(
    () => ({
      event: (event: DeskEvent) => {
        if (event.ticket_id !== null && event.kind.startsWith("ticket."))
          heard.current.set(event.ticket_id, event)
      },
    }),
    [],
  )
  useLive(listener)
  const names = useNames()
  return useEvent((id: number) => {
    if (!gone?.has(id)) return null
    const event = heard.current.get(id)
    return event ? sentenceOf(event, names) : words.inbox.left.other
  })
}

/** What somebody did, in a few words. */
export function sentenceOf({ kind, actor, data }: DeskEvent, names: Pick<Names, "person">): string {
  const by = names.person(actor)
  const { left } = words.inbox
  if (ENDED.has(data.status)) return left.resolved(by)
  const told = KINDS[kind]
  if (told) return left[told](by)
  const to = data.assigned_to
  if (typeof to === "string") return left.assigned(by, names.person(to))
  return left.changed(by)
}
