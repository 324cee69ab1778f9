/** How a change gets to the desk: one ticket by its own route with the version that was seen, many in parts. */
import { api, ask, type Schemas, type Ticket } from "../api"
import type { Change } from "./change-shown"

export type Result = Schemas["BulkResult"]
export type Made = Schemas["CorrectionMade"]

/** How a ticket stands after a change, and the corrections that it was. */
export type Changed = Ticket & { corrections?: readonly Made[] }

/** Tickets of one request. */
export const PART = 200

type Call = ReturnType<typeof address>
type Send = (call: Call, change: Change) => Promise<Changed>

/** Each verb's own route; every other change is a patch of fields. */
const VERBS: Partial<Record<keyof Change, Send>> = {
  assign: (call, { assign = "" }) =>
    ask(api.PUT("/api/v1/tickets/{ticket_id}/assignee", { ...call, body: { agent: assign } })),
  unassign: (call) => ask(api.DELETE("/api/v1/tickets/{ticket_id}/assignee", call)),
  resolve: (call) => ask(api.POST("/api/v1/tickets/{ticket_id}/resolution", call)),
  reopen: (call) => ask(api.DELETE("/api/v1/tickets/{ticket_id}/resolution", call)),
  snooze: (call, { snooze = "" }) =>
    ask(api.PUT("/api/v1/tickets/{ticket_id}/snooze", { ...call, body: { until: snooze } })),
  unsnooze: (call) => ask(api.DELETE("/api/v1/tickets/{ticket_id}/snooze", call)),
  claim: ({ params: { path } }) =>
    ask(api.POST("/api/v1/tickets/{ticket_id}/claim", { params: { path }, body: {} })),
}
/** What takes no version, because it is in nobody's way. */
const PEACEFUL = ["add_tags", "remove_tags", "read"] as const satisfies readonly (keyof Change)[]

/** Change one ticket if it stands as it was seen; null: the desk does not say how it stands now. */
export async function sendOne(id: number, version: number, change: Change): Promise<Changed | null> {
  if (PEACEFUL.some((name) => change[name] !== undefined)) return sendPeaceful(id, change)
  const verb = Object.keys(change)[0] as keyof Change
  return (VERBS[verb] ?? patch)(address(id, version), change)
}

/** Change many tickets alike; `told` hears of each part what became of it. */
export async function sendMany(
  ids: readonly number[],
  change: Change,
  told: (results: readonly Result[]) => void,
): Promise<void> {
  for (let at = 0; at < ids.length; at += PART) {
    const body = { ids: ids.slice(at, at + PART), change }
    told((await ask(api.POST("/api/v1/tickets/bulk", { body }))).results)
  }
}

/** Take a correction back: the field stands as before, and the desk has not learnt it. */
export function sendBack(id: number, correction: number): Promise<Ticket> {
  const params = { path: { ticket_id: id, correction_id: correction } }
  return ask(api.DELETE("/api/v1/tickets/{ticket_id}/corrections/{correction_id}", { params }))
}

async function sendPeaceful(id: number, change: Change): Promise<null> {
  await sendMany([id], change, ([result]) => {
    if (result?.error) throw new Error(result.error.detail)
  })
  return null
}

function patch(call: Call, change: Change): Promise<Changed> {
  return ask(api.PATCH("/api/v1/tickets/{ticket_id}", { ...call, body: change as Schemas["TicketPatch"] }))
}

function address(id: number, version: number) {
  return { params: { path: { ticket_id: id }, header: { "If-Match": `"${version}"` } } }
}
