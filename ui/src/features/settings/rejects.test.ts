import { describe, expect, it } from "vitest"
import { rejectsAsCsv } from "./rejects"

describe("rejected rows as a file", () => {
  it("have a heading, and quotes where they are needed", () => {
    const file = rejectsAsCsv([{ row: 3, reason: 'No text, but "x"' }])

    expect(file).toBe('Row,Why\r\n3,"No text, but ""x"""\r\n')
  })

  it("hold nothing that a spreadsheet would run", () => {
    expect(rejectsAsCsv([{ row: 1, reason: "=HYPERLINK(1)" }])).toContain("1,'=HYPERLINK(1)")
  })
})
