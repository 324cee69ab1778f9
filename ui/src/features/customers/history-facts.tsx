import type { Schemas } from "@/lib/api"
import { formatMoment, formatNumber } from "@/lib/formats"
import * as words from "@/lib/words"

/** A customer's history in a few numbers. */
export function HistoryFacts({ history }: { history: Schemas["HistoryOut"] }) {
  const { counts } = words.customers
  const facts: [string, string][] = [
    [counts.tickets, formatNumber(history.tickets)],
    [counts.open, formatNumber(history.open)],
    [counts.resolved, formatNumber(history.ended)],
    [counts.urgency, history.average_urgency === null ? "–" : formatNumber(history.average_urgency)],
    [counts.first, history.first_contact ? formatMoment(history.first_contact) : "–"],
    [counts.last, history.last_contact ? formatMoment(history.last_contact) : "–"],
  ]
  return (
    <dl className="border-line grid grid-cols-2 gap-x-4 gap-y-3 rounded-lg border p-4 sm:grid-cols-3">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt className="text-soft text-xs">{name}</dt>
          <dd className="font-medium">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
