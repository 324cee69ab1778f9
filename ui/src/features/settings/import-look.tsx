import type { Schemas } from "@/lib/api"
import * as words from "@/lib/words"
import { ColumnList } from "./column-list"
import { columnsOf, type Mapping } from "./columns"
import { FirstRows } from "./first-rows"
import { ImportFacts } from "./import-facts"
import { RejectsTable } from "./rejects-table"
import type { Imported } from "./use-import"

const text = words.settings.import
const FACTS = ["rows", "tickets", "known", "rejected"] as const

/** What a file is taken for, and what an import would do; nothing of it is stored. */
export function ImportLook({
  would,
  look,
  mapping,
  say,
}: {
  would: Imported
  look: Schemas["LookOut"]
  mapping: Mapping
  say: (column: string, field: string | null) => void
}) {
  const columns = columnsOf(look.columns, mapping)
  return (
    <div className="border-line flex flex-col gap-4 rounded-lg border p-4">
      <div role="status">
        <p className="font-semibold">{text.look}</p>
        {look.problem && (
          <p className="text-danger">
            {look.problem} {text.sayBelow}
          </p>
        )}
        {would.left_out && <p className="text-soft">{would.left_out}</p>}
      </div>
      {!look.problem && <ImportFacts of={would} names={FACTS} />}
      {columns.length > 0 && <ColumnList columns={columns} fields={look.fields} say={say} />}
      {look.first.length > 0 && <FirstRows rows={look.first} />}
      {would.rejects.length > 0 && <RejectsTable rejects={would.rejects} />}
    </div>
  )
}
