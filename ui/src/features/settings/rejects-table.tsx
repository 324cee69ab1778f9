import { Button } from "@/components/button"
import { formatNumber } from "@/lib/formats"
import * as words from "@/lib/words"
import { rejectsAsCsv } from "./rejects"
import type { Imported } from "./use-import"

const text = words.settings.import

/** Which rows cannot be taken, and why. */
export function RejectsTable({ rejects }: { rejects: Imported["rejects"] }) {
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
