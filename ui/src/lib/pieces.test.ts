import { describe, expect, it } from "vitest"
import { piecesOf } from "./pieces"

const shown = (text: string, spans: number[][]) =>
  piecesOf(text, spans).map((one) => (one.isMarked ? `[${one.text}]` : one.text))

describe("marks in a text", () => {
  it("cut it where they begin and end", () => {
    expect(shown("a refund please", [[2, 8]])).toEqual(["a ", "[refund]", " please"])
  })

  it("count code points, not UTF-16 units", () => {
    expect(shown("😀😀 refund", [[3, 9]])).toEqual(["😀😀 ", "[refund]"])
  })

  it("may overlap, be out of order, or reach beyond the end", () => {
    expect(
      shown("abcdef", [
        [4, 99],
        [0, 2],
        [1, 3],
      ]),
    ).toEqual(["[abc]", "d", "[ef]"])
  })

  it("may be none, and the text may be empty", () => {
    expect(shown("abc", [])).toEqual(["abc"])
    expect(shown("", [[0, 3]])).toEqual([])
  })
})
