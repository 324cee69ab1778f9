/** Two people changed the same thing: who did what is told, and a person decides. */
import type { QueryClient } from "@tanstack/react-query"
import { api, ask, type Schemas, type Ticket } from "../api"
import { notify } from "../notices"
import * as words from "../words"
import { contested, shown, type Change } from "./change-shown"
import { namesFrom, type Names } from "./names"

type Event = Pick<Schemas["EventOut"], "actor" | "kind" | "data">

/** Say what somebody else has changed, and what one wanted oneself; `apply` sets one's own all the same. */
export async function explain(
  cache: QueryClient,
  seen: Ticket,
  current: Ticket,
  change: Change,
  apply: () => unknown,
): Promise<void> {
  const [field] = contested(change, seen, current)
  if (!field) return
  const text = conflictSentence(field, current, change, await eventsSince(seen), namesFrom(cache))
  notify({
    text,
    tone: "problem",
    about: `conflict-${seen.id}`,
    choices: [
      { title: words.ticket.conflict.keep, run: () => undefined },
      { title: words.ticket.conflict.apply, run: apply },
    ],
  })
}

/** "Kim changed the priority to High meanwhile. Yours: Urgent." */
export function conflictSentence(
  field: keyof Ticket,
  current: Ticket,
  change: Change,
  events: readonly Event[],
  names: Names,
): string {
  if (field === "heard_at") return words.ticket.conflict.heard(current.customer.name)
  const [key = "status", mine] = Object.entries(wanted(current, change))[0] ?? []
  const actor = events.find((one) => loggedAs(field).some((name) => name in one.data))?.actor
  return words.ticket.conflict.changed(
    actor ? names.person(actor) : words.ticket.conflict.somebody,
    names.field(field),
    names.value(field, current[field]),
    names.value(key, mine),
  )
}

/** What the change asks for, under the name of the field that it sets. */
function wanted(current: Ticket, change: Change): Record<string, unknown> {
  if (change.assign !== undefined) return { assignee: change.assign }
  return shown(current, change)
}

/** How the log names what a ticket shows. */
function loggedAs(field: string): string[] {
  return field === "assignee" ? ["assigned_to", "assignee_id"] : [field]
}

/** What happened since a ticket was seen, the newest first; who cannot be named is somebody. */
async function eventsSince(seen: Ticket): Promise<Event[]> {
  try {
    const params = { path: { ticket_id: seen.id }, query: { limit: 20 } }
    const { items } = await ask(api.GET("/api/v1/tickets/{ticket_id}/events", { params }))
    return items.filter((one) => Number(one.data.version) > seen.version)
  } catch {
    return []
  }
}
