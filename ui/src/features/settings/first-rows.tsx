import type { Schemas } from "@/lib/api"
import { useNames } from "@/lib/data/names"
import { formatMoment } from "@/lib/formats"
import * as words from "@/lib/words"

const text = words.settings.import

/** The first rows as they would be, with what the desk thinks of them. */
export function FirstRows({ rows }: { rows: readonly Schemas["RowOut"][] }) {
  const names = useNames()
  return (
    <section className="flex flex-col gap-1">
      <h3 className="font-semibold">{text.first}</h3>
      <ul className="divide-line divide-y">
        {rows.map((one) => (
          <li key={one.row} className="py-2 text-[0.8125rem]">
            <p className="flex flex-wrap items-baseline gap-x-2">
              <span className="font-medium">{one.customer.name}</span>
              {one.subject && <span>{one.subject}</span>}
            </p>
            <p className="text-soft line-clamp-2 break-words">{one.text}</p>
            <p className="text-soft text-xs">{facts(one, names.value).join(" · ")}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function facts(row: Schemas["RowOut"], named: (field: string, value: unknown) => string): string[] {
  const values = (["category", "priority", "team", "language", "channel", "status"] as const).map((name) =>
    named(name, row[name]),
  )
  const rest = [
    row.received_at ? formatMoment(row.received_at) : text.now,
    row.assignee,
    ...row.tags.map((tag) => `#${tag}`),
    row.entries > 0 ? text.entries(row.entries) : null,
  ]
  return [...values, ...rest.filter((one) => one !== null)]
}
