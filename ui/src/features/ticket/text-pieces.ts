/** A text as it is drawn: pieces that are marked or not, and web addresses as links. Places are code points. */
import { piecesOf, type Piece } from "@/lib/pieces"

export type Spans = readonly (readonly number[])[]

/** A stretch of a text: an address that can be followed, or words. */
export interface Stretch {
  href: string | null
  start: number
  pieces: Piece[]
}

const ADDRESS = /https?:\/\/[^\s<>"“”]+/giu
/** What ends a sentence rather than the address in it. */
const ENDING = /[.,;:!?'’»)\]}]+$/u

/**
 * Cut a text at its addresses and marks.
 *
 * @param start where the text begins in the whole that the spans count
 */
export function stretchesOf(text: string, spans: Spans, start = 0): Stretch[] {
  const stretches: Stretch[] = []
  const add = (part: string, href: string | null) => {
    if (!part) return
    const from = (stretches.at(-1)?.start ?? start) + lengthOf(stretches.at(-1))
    const moved = spans.map(([first = 0, end = 0]) => [first - from, end - from])
    stretches.push({ href, start: from, pieces: piecesOf(part, moved) })
  }
  let at = 0
  for (const found of text.matchAll(ADDRESS)) {
    const address = trimmed(found[0])
    if (!URL.canParse(address)) continue
    add(text.slice(at, found.index), null)
    add(address, address)
    at = found.index + address.length
  }
  add(text.slice(at), null)
  return stretches
}

/** The spans that name a part truly: where another text stands than the verdict saw, nothing is marked. */
export function spansThatFit(text: string, spans: readonly { start: number; end: number; text: string }[]) {
  const points = Array.from(text)
  return spans
    .filter((one) => points.slice(one.start, one.end).join("").startsWith(one.text))
    .map((one) => [one.start, one.end] as const)
}

/** How many code points a text has. */
export const pointsIn = (text: string) => Array.from(text).length

function lengthOf(stretch: Stretch | undefined): number {
  return stretch ? stretch.pieces.reduce((sum, piece) => sum + pointsIn(piece.text), 0) : 0
}

/** An address without what belongs to the sentence around it; a bracket that opens in it closes in it. */
function trimmed(address: string): string {
  const ending = ENDING.exec(address)?.[0] ?? ""
  const short = address.slice(0, address.length - ending.length)
  const opened = short.split("(").length - short.split(")").length
  const kept = opened > 0 && ending.includes(")") ? ending.slice(0, ending.indexOf(")") + 1) : ""
  return short + kept
}
