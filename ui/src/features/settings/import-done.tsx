import { CircleCheck } from "lucide-react"
import * as words from "@/lib/words"
import { ImportFacts } from "./import-facts"
import { RejectsTable } from "./rejects-table"
import type { Imported } from "./use-import"

const text = words.settings.import
const FACTS = ["rows", "tickets", "customers", "known", "rejected"] as const

/** What an import did, and which rows it could not take. */
export function ImportDone({ done }: { done: Imported }) {
  return (
    <div role="status" className="border-line flex flex-col gap-3 rounded-lg border p-4">
      <p className="text-good flex items-center gap-2 font-semibold">
        <CircleCheck className="size-5" aria-hidden /> {text.done}
      </p>
      <ImportFacts of={done} names={FACTS} />
      {done.left_out && <p>{done.left_out}</p>}
      {done.rejects.length > 0 && <RejectsTable rejects={done.rejects} />}
    </div>
  )
}
