import { describe, expect, it } from "vitest"
import { spansThatFit, stretchesOf } from "./text-pieces"

const shown = (text: string, spans: number[][] = [], start = 0) =>
  stretchesOf(text, spans, start).map(({ href, pieces }) => {
    const words = pieces.map((one) => (one.isMarked ? `[${one.text}]` : one.text)).join("")
    return href ? { [words]: href } : words
  })

describe("a text as it is drawn", () => {
  it("is one stretch when there is nothing to say about it", () => {
    expect(shown("Where is my parcel?")).toEqual(["Where is my parcel?"])
    expect(shown("")).toEqual([])
  })

  it("has its web addresses as links, without the sentence's own signs", () => {
    expect(shown("See https://shop.example/a?b=1, please (https://en.example/x_(y)).")).toEqual([
      "See ",
      { "https://shop.example/a?b=1": "https://shop.example/a?b=1" },
      ", please (",
      { "https://en.example/x_(y)": "https://en.example/x_(y)" },
      ").",
    ])
  })

  it("follows nothing but the web, and no address that is none", () => {
    expect(shown("javascript:alert(1) http:// ftp://a.example")).toEqual([
      "javascript:alert(1) http:// ftp://a.example",
    ])
  })

  it("is marked by code points: what lies outside the first plane counts once", () => {
    expect(shown("😡😡 refund 👩‍👩‍👧 now", [[3, 9]])).toEqual(["😡😡 [refund] 👩‍👩‍👧 now"])
  })

  it("may be marked inside an address and beside it", () => {
    expect(
      shown("😀 https://a.example/refund now", [
        [20, 26],
        [27, 30],
      ]),
    ).toEqual(["😀 ", { "https://a.example/[refund]": "https://a.example/refund" }, " [now]"])
  })

  it("may be a part of the whole in which the places are counted", () => {
    expect(shown("my refund", [[13, 19]], 10)).toEqual(["my [refund]"])
  })

  it("is not marked where something else stands than the verdict saw", () => {
    const spans = [
      { start: 2, end: 8, text: "refund" },
      { start: 0, end: 4, text: "gone" },
      { start: 90, end: 94, text: "gone" },
    ]

    expect(spansThatFit("😀 refund", spans)).toEqual([[2, 8]])
  })
})
