import type { ReactNode, RefObject } from "react"
import { MarkedTextArea } from "@/components/marked-text-area"
import { Button } from "@/components/button"
import { Kbd } from "@/components/kbd"
import type { TicketDetail } from "@/lib/api"
import { useActions } from "@/lib/actions"
import * as words from "@/lib/words"
import { KeepingNote } from "./keeping-note"
import type { Draft } from "./use-draft"
import { useSend } from "./use-send"
import { useTyping } from "./use-typing"

interface NoteSheetProps {
  detail: TicketDetail
  draft: Draft
  tabs: ReactNode
  area: RefObject<HTMLTextAreaElement | null>
}

/** A note for colleagues. */
export function NoteSheet({ detail, draft, tabs, area }: NoteSheetProps) {
  const send = useSend(detail, "note", draft)
  const typing = useTyping(detail.ticket, false)
  const isEmpty = draft.text.trim() === ""
  const add = () => {
    if (!isEmpty && !send.isPending) send.mutate({ text: draft.text, key: crypto.randomUUID() })
  }
  useActions([
    {
      id: "composer.send",
      title: words.composer.addNote,
      group: words.composer.group,
      keys: "Mod+Enter",
      run: add,
    },
  ])
  return (
    <>
      <div className="flex items-center gap-2 px-2 pt-2">{tabs}</div>
      <MarkedTextArea
        ref={area}
        aria-label={words.composer.noteLabel}
        placeholder={words.composer.notePlaceholder}
        value={draft.text}
        marks={[]}
        className="min-h-24 flex-1"
        onChange={(event) => {
          draft.write(event.target.value)
          typing()
        }}
      />
      <div className="flex items-center justify-between gap-3 px-3 pb-3">
        <KeepingNote draft={draft} />
        <Button
          className="bg-warn text-ground hover:brightness-110"
          disabled={isEmpty || send.isPending}
          onClick={add}
        >
          {send.isPending ? words.composer.sending : words.composer.addNote}{" "}
          <Kbd keys="Mod+Enter" tone="inverse" />
        </Button>
      </div>
    </>
  )
}
