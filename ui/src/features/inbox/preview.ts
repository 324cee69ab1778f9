import type { Ticket } from "@/lib/api"

/** How a message begins; a subject that was made from its first words is not said twice. */
export function previewOf({ subject, subject_made, preview }: Ticket): string {
  const text = preview.replace(/\s+/g, " ").trim()
  if (!subject_made) return text
  const said = subject.replace(/\s*(?:…|\.\.\.)$/u, "")
  return said && text.startsWith(said) ? text.slice(said.length).replace(/^[\s.,;:!?–-]+/u, "") : text
}
