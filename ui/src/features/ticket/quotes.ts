/** Quoted mail in a text: what somebody wrote before is folded away, what is new is read at once. */
import { pointsIn } from "./text-pieces"

/** Lines that belong together; `start` counts code points. */
export interface Section {
  text: string
  start: number
  isQuoted: boolean
}

interface Line {
  text: string
  isQuoted: boolean
}

const QUOTED = /^\s{0,3}>/u
/** "On Monday, Ava wrote:" in the languages of the desk's templates, and some more. */
const WROTE = /(?:wrote|schrieb|a écrit\s?|escribió|ha scritto|schreef|escreveu)\s?:\s*$/iu
const BEGINS = /^\s*(?:on|am|le|el|il|op|em)\b/iu
/** From here on everything is an older mail. */
const CUT =
  /^\s*(?:[-_=]{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|weitergeleitete|message d.origine|mensaje original|mensagem original|messaggio originale)|begin forwarded message|_{20,})/iu
const HEADER =
  /^\s*\*?(?:from|sent|date|to|cc|subject|von|gesendet|an|datum|betreff|de|envoyé|objet|enviado|para|asunto|assunto)\*?\s?:/iu
/** So many lines of a mail's head, one below the other, begin an older mail. */
const HEAD = 3
/** A quote of so few lines between answers is what they answer: it stays. */
const SHORT = 3

/** Cut a text into what is new and what is quoted; a text that is nothing but a quote is not folded. */
export function sectionsOf(text: string): Section[] {
  const lines = marked(text.split("\n"))
  if (!lines.some((one) => !one.isQuoted && one.text.trim())) return whole(text)
  const runs = runsOf(lines)
  const last = runs.findLastIndex((one) => one.text.trim())
  let start = 0
  const sections: Section[] = []
  for (const [at, run] of runs.entries()) {
    const isLong = at >= last || run.text.split("\n").length > SHORT
    const isQuoted = run.isQuoted && isLong
    const before = sections.at(-1)
    if (before && before.isQuoted === isQuoted) before.text += `\n${run.text}`
    else sections.push({ text: run.text, start, isQuoted })
    start += pointsIn(run.text) + 1
  }
  return sections
}

function whole(text: string): Section[] {
  return [{ text, start: 0, isQuoted: false }]
}

function marked(texts: readonly string[]): Line[] {
  const lines = texts.map((text) => ({ text, isQuoted: QUOTED.test(text) }))
  const cut = texts.findIndex((text, at) => CUT.test(text) || isHead(texts, at))
  if (cut >= 0) for (const line of lines.slice(cut)) line.isQuoted = true
  for (const [at, line] of lines.entries()) {
    if (!WROTE.test(line.text) || !isBeforeQuote(lines, at)) continue
    line.isQuoted = true
    const before = lines[at - 1]
    if (before && !BEGINS.test(line.text) && BEGINS.test(before.text)) before.isQuoted = true
  }
  return lines
}

function isHead(texts: readonly string[], at: number): boolean {
  const head = texts.slice(at, at + HEAD)
  return head.length === HEAD && head.every((text) => HEADER.test(text))
}

function isBeforeQuote(lines: readonly Line[], at: number): boolean {
  return lines.slice(at + 1).find((one) => one.text.trim())?.isQuoted ?? false
}

/** Lines of one kind as one text; empty lines go with what stands before them. */
function runsOf(lines: readonly Line[]): Line[] {
  const runs: Line[] = []
  for (const line of lines) {
    const run = runs.at(-1)
    const isQuoted = line.text.trim() ? line.isQuoted : (run?.isQuoted ?? line.isQuoted)
    if (run && run.isQuoted === isQuoted) run.text += `\n${line.text}`
    else runs.push({ text: line.text, isQuoted })
  }
  return runs
}
