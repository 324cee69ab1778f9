import { useLayoutEffect, useRef, useState } from "react"
import { MessageSquareReply, StickyNote } from "lucide-react"
import { clsx } from "clsx"
import type { TicketDetail } from "@/lib/api"
import { useActions } from "@/lib/actions"
import { useRecalled } from "@/lib/data/outgoing"
import * as words from "@/lib/words"
import { KindTabs } from "./kind-tabs"
import { NoteSheet } from "./note-sheet"
import { OthersNote } from "./others-note"
import { ReplySheet } from "./reply-sheet"
import { useDraft, type Kind } from "./use-draft"

/** Reply and note side by side: each keeps its own words, and neither looks like the other. */
export function Desk({ detail }: { detail: TicketDetail }) {
  const reply = useDraft(detail, "reply")
  const note = useDraft(detail, "note")
  const [kind, setKind] = useState<Kind>(reply.text || !note.text ? "reply" : "note")
  const area = useRef<HTMLTextAreaElement>(null)
  const [chosen, setChosen] = useState(0)
  const choose = (next: Kind) => {
    setKind(next)
    setChosen((times) => times + 1)
  }
  // Before the next key comes: what is typed right after R belongs to the reply.
  useLayoutEffect(() => {
    if (chosen > 0) area.current?.focus()
  }, [chosen])
  useRecalled(detail.ticket.id, ({ outgoing, draft }) => {
    const [mine, at] = outgoing.kind === "note" ? [note, "note" as const] : [reply, "reply" as const]
    mine.settle(draft?.text ?? outgoing.text, draft?.version ?? 0)
    choose(at)
  })
  const { group } = words.composer
  useActions([
    {
      id: "composer.reply",
      title: words.composer.focusReply,
      group,
      keys: "R",
      icon: MessageSquareReply,
      run: () => choose("reply"),
    },
    {
      id: "composer.note",
      title: words.composer.focusNote,
      group,
      keys: "N",
      icon: StickyNote,
      run: () => choose("note"),
    },
  ])
  const sheet = { detail, area, tabs: <KindTabs kind={kind} onChoose={choose} /> }
  return (
    <section
      aria-label={words.composer.label}
      className={clsx(
        "shadow-float @container mx-4 mb-4 flex max-h-[max(55vh,22rem)] shrink-0 flex-col overflow-hidden rounded-xl border",
        kind === "note" ? "bg-note border-note-line" : "bg-raised border-line",
      )}
    >
      <OthersNote ticketId={detail.ticket.id} />
      {kind === "reply" ? <ReplySheet {...sheet} draft={reply} /> : <NoteSheet {...sheet} draft={note} />}
    </section>
  )
}
