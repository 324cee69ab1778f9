import { CircleCheck } from "lucide-react"
import { Button } from "@/components/button"
import { formatNumber } from "@/lib/formats"
import * as words from "@/lib/words"
import { rejectsAsCsv } from "./rejects"
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
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-5">
        {FACTS.map((name) => (
          <div key={name}>
            <dt className="text-soft text-xs">{text.facts[name]}</dt>
            <dd className="font-semibold">{formatNumber(done[name])}</dd>
          </div>
        ))}
      </dl>
      {done.left_out && <p>{done.left_out}</p>}
      {done.rejects.length > 0 && <Rejects rejects={done.rejects} />}
    </div>
  )
}

function Rejects({ rejects }: { rejects: Imported["rejects"] }) {
  const download = () => {
    const link = document.createElement("a")
    link.href = URL.createObjectURL(new Blob([rejectsAsCsv(rejects)], { type: "text/csv" }))
    link.download = "rejects.csv"
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <>
      <div className="flex items-center justify-between">
        <h3 className="font-semibold">{text.rejects}</h3>
        <Button size="small" onClick={download}>
          {text.download}
        </Button>
      </div>
      <div className="max-h-72 overflow-y-auto" tabIndex={0} role="region" aria-label={text.rejects}>
        <table className="w-full text-left text-[0.8125rem]">
          <thead className="text-soft">
            <tr>
              <th scope="col" className="py-1 pr-4 font-medium">
                {text.row}
              </th>
              <th scope="col" className="font-medium">
                {text.reason}
              </th>
            </tr>
          </thead>
          <tbody>
            {rejects.map((one) => (
              <tr key={one.row} className="border-line border-t">
                <td className="py-1 pr-4">{formatNumber(one.row)}</td>
                <td>{one.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
