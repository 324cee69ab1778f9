/** The desk's proposal as a letter to edit, with its sources as numbers. */
import type { Schemas } from "@/lib/api"
import * as words from "@/lib/words"

export type Proposal = Schemas["ProposalOut"]
export type Citation = Schemas["CitationOut"]

/** Write the proposal as a text: each source's name in brackets becomes its number. */
export function letterOf(proposal: Proposal): string {
  const body = numbered(proposal.body, proposal.citations)
  return [proposal.greeting, body, proposal.closing, footer(proposal.citations)].filter(Boolean).join("\n\n")
}

/** What goes to the customer: numbers of sources without a public address are taken out. */
export function outgoingText(text: string, citations: readonly Citation[]): string {
  const hidden = citations.flatMap((one, index) => (isPublic(one) ? [] : [index + 1]))
  return hidden.reduce((left, number) => left.replaceAll(new RegExp(` ?\\[${number}\\]`, "g"), ""), text)
}

/** Which of the sources a text still names, with their numbers. */
export function citedIn(
  text: string,
  citations: readonly Citation[],
): { number: number; citation: Citation }[] {
  return citations
    .map((citation, index) => ({ number: index + 1, citation }))
    .filter(({ number }) => text.includes(`[${number}]`))
}

/** Whether a customer can follow the source's address. */
export function isPublic(citation: Citation): boolean {
  return /^https?:\/\//.test(citation.url)
}

function numbered(body: string, citations: readonly Citation[]): string {
  const numbers = new Map<string, number>()
  citations.forEach((one, index) => numbers.has(one.doc_id) || numbers.set(one.doc_id, index + 1))
  return body.replaceAll(/\[([^\]\n]+)\]/g, (whole, name: string) => {
    const number = numbers.get(name)
    return number === undefined ? whole : `[${number}]`
  })
}

function footer(citations: readonly Citation[]): string {
  const lines = citations.flatMap((one, index) =>
    isPublic(one) ? [`[${index + 1}] ${one.title}: ${one.url}`] : [],
  )
  return lines.length > 0 ? [`${words.composer.sources}:`, ...lines].join("\n") : ""
}
