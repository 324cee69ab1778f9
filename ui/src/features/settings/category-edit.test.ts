import { describe, expect, it } from "vitest"
import { formOf, linesOf, withForm } from "./category-edit"

const billing = {
  name: "billing",
  title: "Billing",
  description: "Money",
  team: "finance",
  subcategories: ["refund", "invoice"],
  phrases: { en: ["charged twice"], de: ["doppelt abgebucht"] },
  retired: false,
}
const sales = { ...billing, name: "sales", title: "Sales" }
const taxonomy = { version: 3, categories: [billing, sales], moves: { old: "billing" }, rules: [] }

describe("a category that is edited", () => {
  it("comes back as it was when nothing is changed", () => {
    const given = withForm(taxonomy, billing, formOf(billing))

    expect(given).toEqual({ categories: [billing, sales], moves: { old: "billing" }, rules: [] })
  })

  it("changes in its place, and no other with it", () => {
    const form = { ...formOf(billing), subcategories: "refund\n\n chargeback \nrefund" }

    const given = withForm(taxonomy, billing, form)

    expect(given.categories[0]?.subcategories).toEqual(["refund", "chargeback"])
    expect(given.categories[1]).toEqual(sales)
  })

  it("that is new stands last, and languages without phrases are left out", () => {
    const form = {
      ...formOf(null),
      name: "legal",
      title: "Legal",
      team: "support",
      phrases: { en: "my lawyer", fr: " " },
    }

    const given = withForm(taxonomy, null, form)

    expect(given.categories.map((one) => one.name)).toEqual(["billing", "sales", "legal"])
    expect(given.categories[2]?.phrases).toEqual({ en: ["my lawyer"] })
  })

  it("has lines without blanks and repeats", () => {
    expect(linesOf(" a \n\nb\na")).toEqual(["a", "b"])
  })
})
