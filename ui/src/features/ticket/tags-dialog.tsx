import { useId, useState } from "react"
import { useQuery } from "@tanstack/react-query"
import { X } from "lucide-react"
import { Button } from "@/components/button"
import { Dialog } from "@/components/dialog"
import { TextField } from "@/components/field"
import { api, ask, type Ticket } from "@/lib/api"
import { useLater } from "@/lib/use-later"
import * as words from "@/lib/words"
import { useActs } from "./use-acts"

const { tags } = words.ticket

/** The ticket's tags: add by typing, take away by a press. */
export function TagsDialog({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const acts = useActs(ticket)
  const [typed, setTyped] = useState("")
  const add = () => {
    const tag = typed.trim()
    if (tag) acts.addTag(tag)
    setTyped("")
  }
  return (
    <Dialog open onOpenChange={onClose} title={tags.dialogTitle}>
      <form
        className="flex flex-col gap-3 px-5 pt-1 pb-5"
        onSubmit={(event) => {
          event.preventDefault()
          add()
        }}
      >
        <TagList ticket={ticket} onRemove={acts.removeTag} />
        <TagField typed={typed} onType={setTyped} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.common.close}</Button>
          <Button type="submit" look="primary">
            {tags.add}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface TagListProps {
  ticket: Ticket
  /** null: whoever looks may not change it. */
  onRemove: ((tag: string) => void) | null
}

/** Tags as chips, each with what takes it away. */
export function TagList({ ticket, onRemove }: TagListProps) {
  if (ticket.tags.length === 0) return <p className="text-soft">{tags.none}</p>
  return (
    <ul className="flex flex-wrap gap-1.5">
      {ticket.tags.map((tag) => (
        <li key={tag} className="bg-hover inline-flex h-6 max-w-full items-center rounded pl-2 text-xs">
          <span className="truncate">{tag}</span>
          {onRemove ? (
            <button
              type="button"
              aria-label={tags.remove(tag)}
              className="text-soft hover:text-ink flex size-6 shrink-0 items-center justify-center rounded"
              onClick={() => onRemove(tag)}
            >
              <X className="size-3.5" aria-hidden />
            </button>
          ) : (
            <span className="w-2" />
          )}
        </li>
      ))}
    </ul>
  )
}

function TagField({ typed, onType }: { typed: string; onType: (typed: string) => void }) {
  const list = useId()
  const start = useLater(typed.trim())
  const known = useQuery({
    queryKey: ["tags", start],
    queryFn: async ({ signal }) =>
      (await ask(api.GET("/api/v1/tags", { params: { query: { q: start, limit: 20 } }, signal }))).items,
  }).data
  return (
    <>
      <TextField
        label={tags.label}
        hint={tags.hint}
        list={list}
        value={typed}
        maxLength={60}
        autoComplete="off"
        onChange={(event) => onType(event.target.value)}
      />
      <datalist id={list}>
        {known?.map((tag) => (
          <option key={tag} value={tag}>
            {tag}
          </option>
        ))}
      </datalist>
    </>
  )
}
