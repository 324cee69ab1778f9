import { Select } from "@/components/field"
import type { Schemas } from "@/lib/api"
import * as words from "@/lib/words"

const text = words.settings.import

/** The columns of a file, and what each is taken to hold. */
export function ColumnList({
  columns,
  fields,
  say,
}: {
  columns: readonly Schemas["ColumnOut"][]
  fields: readonly string[]
  say: (column: string, field: string | null) => void
}) {
  return (
    <section className="flex flex-col gap-1" aria-label={text.columns}>
      <h3 className="font-semibold">{text.columns}</h3>
      <p className="text-soft text-xs">{text.columnsHint}</p>
      <ul className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
        {columns.map(({ name, field }) => (
          <li key={name}>
            <Select
              label={name || text.noName}
              value={field ?? ""}
              disabled={!name}
              onChange={(event) => say(name, event.target.value || null)}
            >
              <option value="">{text.passedOver}</option>
              {fields.map((one) => (
                <option key={one} value={one}>
                  {text.fields[one] ?? one}
                </option>
              ))}
            </Select>
          </li>
        ))}
      </ul>
    </section>
  )
}
