/** The thread as it is drawn: what people wrote, and between it what happened. */
import type { Entry, Schemas, TicketDetail } from "@/lib/api"
import type { Names } from "@/lib/data/names"
import { eventSentence } from "./events"

export interface Line {
  id: number
  text: string
  at: string
}

export type Item =
  { kind: "entry"; key: string; entry: Entry } | { kind: "lines"; key: string; lines: readonly Line[] }

/** Put entries and events in their order; what happened before the first entry that is loaded is left out. */
export function itemsOf(detail: TicketDetail, names: Names): Item[] {
  const lines = linesOf(detail.timeline, names)
  const items: Item[] = []
  const [first] = detail.thread
  let next = lines.findIndex((one) => !detail.older || !first || !isBefore(one.at, first.written_at))
  if (next < 0) next = lines.length
  const tell = (until: string | null) => {
    const end =
      until === null ? lines.length : lines.findIndex((one, at) => at >= next && !isBefore(one.at, until))
    const some = lines.slice(next, end < 0 ? lines.length : end)
    const [head] = some
    if (head) items.push({ kind: "lines", key: `lines-${head.id}`, lines: some })
    next += some.length
  }
  for (const entry of detail.thread) {
    tell(entry.written_at)
    items.push({ kind: "entry", key: `entry-${entry.id}`, entry })
  }
  tell(null)
  return items
}

/** A moment may be written with or without its fraction. */
const isBefore = (one: string, other: string) => Date.parse(one) < Date.parse(other)

/** The oldest first; the log gives the newest first. */
function linesOf(timeline: readonly Schemas["TimelineEvent"][], names: Names): Line[] {
  let status: unknown
  return timeline.toReversed().flatMap((event) => {
    const text = eventSentence(event, names, status)
    status = event.data.status ?? status
    return text ? [{ id: event.id, text, at: event.happened_at }] : []
  })
}
