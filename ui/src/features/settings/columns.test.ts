import { describe, expect, it } from "vitest"
import { columnsOf, mapped, withColumn, type Mapping } from "./columns"

const NOTHING_SAID: Mapping = new Map()
const SEEN = [
  { name: "Title", field: "subject" },
  { name: "Details", field: null },
  { name: "Body", field: "text" },
]

describe("what columns hold", () => {
  it("is what their names say, until somebody says it", () => {
    expect(columnsOf(SEEN, NOTHING_SAID)).toEqual(SEEN)

    const said = withColumn(NOTHING_SAID, "Details", "text")

    expect(columnsOf(SEEN, said).map((one) => one.field)).toEqual(["subject", "text", null])
    expect(mapped(said)).toEqual([["map", "text=Details"]])
  })

  it("is nothing where a column is passed over", () => {
    const said = withColumn(NOTHING_SAID, "Title", null)

    expect(columnsOf(SEEN, said).map((one) => one.field)).toEqual([null, null, "text"])
    expect(mapped(said)).toEqual([["map", "none=Title"]])
  })

  it("is shown once for columns of one name", () => {
    const twice = [...SEEN, { name: "Title", field: null }]

    expect(columnsOf(twice, NOTHING_SAID)).toEqual(SEEN)
  })

  it("is said of one column at a time, but for tags", () => {
    const texts = withColumn(withColumn(NOTHING_SAID, "Details", "text"), "Title", "text")
    const tags = withColumn(withColumn(NOTHING_SAID, "Details", "tags"), "Title", "tags")
    const none = withColumn(withColumn(NOTHING_SAID, "Details", null), "Title", null)

    expect([...texts]).toEqual([["Title", "text"]])
    expect(tags.size).toBe(2)
    expect(none.size).toBe(2)
  })
})
