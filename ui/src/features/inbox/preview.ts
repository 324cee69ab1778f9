import type { Schemas, Ticket } from "@/lib/api"

/** Letters that are shown before the first word that was found. */
const BEFORE = 16

/** How a message begins; a subject that was made from its first words is not said twice. */
export function previewOf({ subject, subject_made, preview }: Ticket): string {
  const text = preview.replace(/\s+/g, " ").trim()
  if (!subject_made) return text
  const said = subject.replace(/\s*(?:…|\.\.\.)$/u, "")
  return said && text.startsWith(said) ? text.slice(said.length).replace(/^[\s.,;:!?–-]+/u, "") : text
}

/** A piece of text that begins shortly before the first word that was found in it, so that a row shows it. */
export function nearMark({ text, spans }: Pick<Schemas["Highlight"], "text" | "spans">) {
  const letters = [...text]
  const first = Math.min(...spans.map(([start = 0]) => start))
  if (first <= BEFORE) return { text, spans }
  const from = Math.max(0, letters.lastIndexOf(" ", first - BEFORE) + 1) || first - BEFORE
  const moved = spans.map((span) => span.map((at) => at - from + 1))
  return { text: `…${letters.slice(from).join("")}`, spans: moved }
}
