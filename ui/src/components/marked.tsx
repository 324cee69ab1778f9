import { piecesOf } from "@/lib/pieces"

/** A text with marks in it, at code points. */
export function Marked({ text, spans }: { text: string; spans: readonly (readonly number[])[] }) {
  return piecesOf(text, spans).map((piece) =>
    piece.isMarked ? (
      <mark key={piece.start}>{piece.text}</mark>
    ) : (
      <span key={piece.start}>{piece.text}</span>
    ),
  )
}
