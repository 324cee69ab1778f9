/** A part of a text, and whether it is marked. */
export interface Piece {
  text: string
  isMarked: boolean
  /** Where it begins, in code points: the desk counts those, JavaScript counts UTF-16 units. */
  start: number
}

/**
 * Cut a text where marks begin and end. Marks may overlap, stand in any order, or reach beyond the text.
 *
 * @param spans first code point and the one behind the last, of each mark
 */
export function piecesOf(text: string, spans: readonly (readonly number[])[]): Piece[] {
  const points = Array.from(text)
  const isMarked = new Uint8Array(points.length)
  for (const [start = 0, end = 0] of spans) isMarked.fill(1, Math.max(0, start), Math.max(0, end))
  const pieces: Piece[] = []
  let start = 0
  for (let at = 1; at <= points.length; at++) {
    if (at < points.length && isMarked[at] === isMarked[start]) continue
    pieces.push({ text: points.slice(start, at).join(""), isMarked: isMarked[start] === 1, start })
    start = at
  }
  return pieces
}
