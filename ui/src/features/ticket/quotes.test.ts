import { describe, expect, it } from "vitest"
import { sectionsOf } from "./quotes"

const shown = (text: string) =>
  sectionsOf(text).map((one) => (one.isQuoted ? { quoted: one.text } : one.text))

describe("quoted mail", () => {
  it("is not there in most messages", () => {
    expect(shown("Hello,\n\nwhere is it?\n")).toEqual(["Hello,\n\nwhere is it?\n"])
  })

  it("is folded at the end, with the line that says who wrote it", () => {
    expect(shown("Still broken.\n\nOn Mon, 2 Mar 2026, Kim wrote:\n> Try again.\n> Kim")).toEqual([
      "Still broken.\n",
      { quoted: "On Mon, 2 Mar 2026, Kim wrote:\n> Try again.\n> Kim" },
    ])
  })

  it("begins where that line begins, if it is broken in two", () => {
    expect(shown("Danke!\nAm Montag um 9:12 Uhr, Kim <kim@desk.example>\nschrieb:\n\n> Gern.")).toEqual([
      "Danke!",
      { quoted: "Am Montag um 9:12 Uhr, Kim <kim@desk.example>\nschrieb:\n\n> Gern." },
    ])
  })

  it("goes to the end below a line that cuts", () => {
    expect(shown("See below\n-----Original Message-----\nHello,\nit is late")).toEqual([
      "See below",
      { quoted: "-----Original Message-----\nHello,\nit is late" },
    ])
  })

  it("goes to the end below a mail's head", () => {
    expect(shown("FYI\nFrom: Ava\nSent: Monday\nTo: Kim\nSubject: x\n\nHello")).toEqual([
      "FYI",
      { quoted: "From: Ava\nSent: Monday\nTo: Kim\nSubject: x\n\nHello" },
    ])
  })

  it("stays where a short quote is what somebody answers", () => {
    expect(shown("> Which browser?\nFirefox\n> Which version?\n144")).toEqual([
      "> Which browser?\nFirefox\n> Which version?\n144",
    ])
  })

  it("is the message when there is nothing else", () => {
    expect(shown("> Please call me\n> Ava")).toEqual(["> Please call me\n> Ava"])
  })

  it("does not move the places in the text, which are counted in code points", () => {
    const [own, quoted] = sectionsOf("😀 hi\n> 😀\n> a\n> b\n> c")

    expect(own?.start).toBe(0)
    expect(quoted?.start).toBe(5)
  })

  it("does not begin where somebody says what they wrote themselves", () => {
    expect(shown("As I wrote:\nit does not work")).toEqual(["As I wrote:\nit does not work"])
  })
})
