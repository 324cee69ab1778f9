import { describe, expect, it } from "vitest"
import { citedIn, letterOf, outgoingText, type Citation, type Proposal } from "./letter"

const source = (doc_id: string, url: string): Citation => ({
  doc_id,
  chunk_id: "c",
  title: `About ${doc_id}`,
  score: 0.9,
  url,
  quote: "…",
})
const inside = source("refunds", "/kb/refunds")
const outside = source("charges", "https://help.example.com/charges")

const proposal = (body: string, citations: Citation[]) =>
  ({ greeting: "Dear Ava,", body, closing: "Kim", citations }) as Proposal

describe("the desk's letter", () => {
  it("has numbers in the place of its sources' names", () => {
    const letter = letterOf(proposal("One. [refunds] Two. [charges] [other]", [inside, inside, outside]))

    expect(letter).toContain("One. [1] Two. [3] [other]")
  })

  it("names sources that customers can open at its end", () => {
    const letter = letterOf(proposal("Two. [charges]", [outside]))

    expect(letter).toBe(
      "Dear Ava,\n\nTwo. [1]\n\nKim\n\nSources:\n[1] About charges: https://help.example.com/charges",
    )
  })

  it("goes out without the numbers that lead nowhere", () => {
    expect(outgoingText("One [1]. Two [2].", [inside, outside])).toBe("One. Two [2].")
  })

  it("shows the sources that are still named", () => {
    expect(citedIn("Two [2].", [inside, outside]).map((one) => one.number)).toEqual([2])
  })
})
