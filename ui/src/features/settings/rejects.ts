import * as words from "@/lib/words"

const QUOTED = /[",\r\n]/
/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/

/** Write the rows that could not be taken as CSV, in which nothing becomes a formula. */
export function rejectsAsCsv(rejects: readonly { row: number; reason: string }[]): string {
  const { row, reason } = words.settings.import
  const lines = [[row, reason], ...rejects.map((one) => [String(one.row), one.reason])]
  return lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("")
}

function cell(value: string): string {
  const safe = FORMULA.test(value) ? `'${value}` : value
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
