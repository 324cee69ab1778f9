import { useEffect, useRef, useState } from "react"
import { ChevronDown, ChevronRight } from "lucide-react"
import * as words from "@/lib/words"
import { sectionsOf, type Section } from "./quotes"
import { stretchesOf, type Spans } from "./text-pieces"

const NONE: Spans = []

interface EntryTextProps {
  text: string
  /** The places that are marked, in code points of the whole text. */
  spans?: Spans
  /** Grows when the marked place shall come into view. */
  jumps?: number
}

/** What somebody wrote, with its line breaks, its addresses as links, and quoted mail folded away. */
export function EntryText({ text, spans = NONE, jumps = 0 }: EntryTextProps) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (jumps > 0) box.current?.querySelector("mark")?.scrollIntoView({ block: "center" })
  }, [jumps])
  return (
    <div ref={box} className="flex flex-col items-start gap-1">
      {sectionsOf(text).map((section) =>
        section.isQuoted ? (
          <Quoted key={section.start} section={section} spans={spans} />
        ) : (
          <Words key={section.start} text={section.text} start={section.start} spans={spans} />
        ),
      )}
    </div>
  )
}

/** A text with marks and links; each paragraph in the direction of its own writing. */
export function Words({ text, spans = NONE, start = 0 }: { text: string; spans?: Spans; start?: number }) {
  return (
    <p className="w-full leading-relaxed [overflow-wrap:anywhere] whitespace-pre-wrap [unicode-bidi:plaintext]">
      {stretchesOf(text, spans, start).map((one) => {
        const pieces = one.pieces.map((piece) =>
          piece.isMarked ? <mark key={piece.start}>{piece.text}</mark> : piece.text,
        )
        return one.href ? (
          <a
            key={one.start}
            href={one.href}
            target="_blank"
            rel="noopener noreferrer"
            dir="ltr"
            className="text-accent underline underline-offset-2"
          >
            {pieces}
          </a>
        ) : (
          <span key={one.start}>{pieces}</span>
        )
      })}
    </p>
  )
}

function Quoted({ section, spans }: { section: Section; spans: Spans }) {
  const [isOpen, setOpen] = useState(false)
  const { showQuoted, hideQuoted } = words.ticket.thread
  const Icon = isOpen ? ChevronDown : ChevronRight
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        className="text-soft hover:bg-hover -ml-1 inline-flex h-6 items-center gap-1 rounded px-1 text-xs font-medium"
        onClick={() => setOpen(!isOpen)}
      >
        <Icon className="size-3.5" aria-hidden />
        {isOpen ? hideQuoted : showQuoted}
      </button>
      {isOpen && (
        <div className="border-line text-soft w-full border-l-2 pl-3">
          <Words text={section.text} start={section.start} spans={spans} />
        </div>
      )}
    </>
  )
}
