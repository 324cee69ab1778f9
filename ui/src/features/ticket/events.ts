/** What happened to a ticket, in plain words: one sentence for each event of its log. */
import type { Schemas } from "@/lib/api"
import { formatMoment } from "@/lib/formats"
import type { Names } from "@/lib/data/names"
import { CORRECTABLE } from "@/lib/data/tickets"
import * as words from "@/lib/words"

export type Happened = Pick<Schemas["TimelineEvent"], "kind" | "actor" | "data">
type Tell = (who: string, data: Happened["data"], names: Names, before: unknown) => string | null

const said = words.ticket.events
/** What a person may set, and what is told of a change; the rest follows from it. */
const TOLD = [...CORRECTABLE, "status", "tier", "channel"] as const
const MOST_TOLD = 3

const TELL: Record<string, Tell> = {
  "ticket.received": () => null,
  "ticket.continued": (who, { status }, _, before) =>
    before === undefined || before === status ? null : said.reopenedBy(who),
  "ticket.replied": statusSet,
  "ticket.noted": statusSet,
  "ticket.reply_queued": () => null,
  "ticket.note_queued": () => null,
  "ticket.reply_recalled": (who) => said.replyRecalled(who),
  "ticket.note_recalled": (who) => said.noteRecalled(who),
  "ticket.assigned": assigned,
  "ticket.claimed": (who) => said.claimed(who),
  "ticket.unassigned": (who) => said.unassigned(who),
  "ticket.resolved": (who) => said.resolved(who),
  "ticket.reopened": (who) => said.reopened(who),
  "ticket.status_changed": statusSet,
  "ticket.corrected": (who, data, names) => {
    const changes = changesOf(data, names)
    return changes ? said.set(who, changes) : said.confirmed(who)
  },
  "ticket.uncorrected": (who, data, names) =>
    said.tookBack(who, names.field(String(data.field ?? "category")).toLowerCase()),
  "ticket.changed": (who, data, names) => {
    const changes = changesOf(data, names)
    if (changes) return said.set(who, changes)
    return data.due_at ? said.due(who, formatMoment(String(data.due_at))) : said.changed(who)
  },
  "ticket.snoozed": (who, data) => said.snoozed(who, formatMoment(String(data.snoozed_until))),
  "ticket.unsnoozed": (who) => said.unsnoozed(who),
  "ticket.woken": () => said.woken,
  "ticket.tagged": (who, data) => tagged(who, data.tags),
  "ticket.readdressed": (who) => said.readdressed(who),
  "ticket.refiled": (_, data, names) => said.refiled(changesOf(data, names)),
  "ticket.judged": (_, data, names) => {
    const changes = changesOf(data, names)
    return changes ? said.judged(changes) : said.judgedSame
  },
}

/**
 * Tell of an event; null: the thread tells it already, or there is nothing in it for people.
 *
 * @param before the status in which the ticket was; undefined: nobody knows
 */
export function eventSentence(
  { kind, actor, data }: Happened,
  names: Names,
  before?: unknown,
): string | null {
  const who = names.person(actor)
  const tell = TELL[kind]
  if (tell) return tell(who, data, names, before)
  return said.unknown(who, kind.slice(kind.indexOf(".") + 1).replaceAll("_", " "))
}

function statusSet(who: string, data: Happened["data"], names: Names): string | null {
  if (data.status_wanted) return said.stays(names.value("status", data.status_wanted).toLowerCase())
  if (data.status === "resolved") return said.resolved(who)
  return data.status === undefined ? null : said.setStatus(who, names.value("status", data.status))
}

function assigned(who: string, data: Happened["data"], names: Names): string {
  const whom = names.person(String(data.assigned_to ?? who))
  if (whom === who) return said.claimed(who)
  return said.assigned(who, whom === words.values.you ? said.you : whom)
}

function tagged(who: string, tags: unknown): string {
  return Array.isArray(tags) && tags.length > 0 ? said.tagged(who, tags.join(", ")) : said.untagged(who)
}

/** "category to Billing, team to Finance" */
function changesOf(data: Happened["data"], names: Names): string {
  const changes = TOLD.filter((name) => data[name] !== undefined).map((name) =>
    said.to(names.field(name).toLowerCase(), names.value(name, data[name])),
  )
  const more = changes.length - MOST_TOLD
  return [...changes.slice(0, MOST_TOLD), ...(more > 0 ? [said.more(more)] : [])].join(", ")
}
