import { useState, type ReactNode } from "react"
import { CornerUpLeft, Lock, MessageSquare, type LucideIcon } from "lucide-react"
import { clsx } from "clsx"
import { Badge, type Tone } from "@/components/badge"
import type { Entry } from "@/lib/api"
import { useNames } from "@/lib/data/names"
import { formatMoment, formatShort } from "@/lib/formats"
import { useNow } from "@/lib/use-now"
import * as words from "@/lib/words"
import { EntryHtml } from "./entry-html"
import { EntryText } from "./entry-text"
import type { Spans } from "./text-pieces"

type Kind = Entry["kind"]

interface Face {
  icon: LucideIcon
  label: string
  tone: Tone
  /** Place, ground and edge: three things besides the word that tell the kinds apart. */
  card: string
}

const { thread } = words.ticket
const FACES: Record<Kind, Face> = {
  message: {
    icon: MessageSquare,
    label: thread.customer,
    tone: "plain",
    card: "mr-6 @xl:mr-14 bg-raised border-line",
  },
  reply: {
    icon: CornerUpLeft,
    label: thread.reply,
    tone: "accent",
    card: "ml-6 @xl:ml-14 bg-ground border-line border-r-4 border-r-accent",
  },
  note: {
    icon: Lock,
    label: thread.note,
    tone: "warn",
    card: "mx-3 @xl:mx-7 bg-note border-note-line border-dashed",
  },
}

interface EntryCardProps {
  entry: Entry
  spans?: Spans
  jumps?: number
}

/** One contribution to the thread. */
export function EntryCard({ entry, spans, jumps }: EntryCardProps) {
  const names = useNames()
  const now = useNow()
  const [wantsText, setWantsText] = useState(false)
  const isFormatted = entry.html !== null && !wantsText
  return (
    <Card
      kind={entry.kind}
      author={names.person(entry.author)}
      aside={
        <>
          {entry.html !== null && (
            <button
              type="button"
              className="text-soft hover:text-ink text-xs underline underline-offset-2"
              onClick={() => setWantsText(!wantsText)}
            >
              {wantsText ? thread.showHtml : thread.showText}
            </button>
          )}
          <time
            dateTime={entry.written_at}
            title={formatMoment(entry.written_at)}
            className="text-soft text-xs whitespace-nowrap"
          >
            {formatShort(entry.written_at, now)}
          </time>
        </>
      }
    >
      {isFormatted ? (
        <EntryHtml html={entry.html ?? ""} author={entry.author} />
      ) : (
        <EntryText text={entry.text} {...(spans ? { spans } : {})} {...(jumps ? { jumps } : {})} />
      )}
    </Card>
  )
}

interface CardProps {
  kind: Kind
  author: string
  /** At the end of the line that says who wrote. */
  aside: ReactNode
  className?: string
  children: ReactNode
}

/** A card that shows at once whether the customer, an agent to the customer, or a colleague speaks. */
export function Card({ kind, author, aside, className, children }: CardProps) {
  const { icon: Icon, label, tone, card } = FACES[kind]
  return (
    <article className={clsx("rounded-lg border px-4 py-3", card, className)}>
      <header className="mb-1.5 flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="min-w-0 font-semibold [overflow-wrap:anywhere]" dir="auto">
          {author}
        </span>
        <Badge tone={tone} {...(kind === "note" ? { title: thread.noteHint } : {})}>
          <Icon className="size-3" aria-hidden />
          {label}
        </Badge>
        <span className="ml-auto flex items-center gap-3">{aside}</span>
      </header>
      {children}
    </article>
  )
}
