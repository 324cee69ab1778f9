import { useState } from "react"
import { Button } from "@/components/button"
import { Dialog } from "@/components/dialog"
import { TextField } from "@/components/field"
import * as words from "@/lib/words"
import type { Apply } from "./use-bulk"

interface TagsDialogProps {
  ids: readonly number[]
  apply: Apply
  open: boolean
  onClose: () => void
}

/** Give tags to the selected tickets, or take them away. */
export function TagsDialog({ ids, apply, open, onClose }: TagsDialogProps) {
  return (
    <Dialog open={open} onOpenChange={(next) => next || onClose()} title={words.inbox.bulk.tags}>
      <TagsForm ids={ids} apply={apply} onClose={onClose} />
    </Dialog>
  )
}

function TagsForm({ ids, apply, onClose }: Omit<TagsDialogProps, "open">) {
  const [text, setText] = useState("")
  const [isMissing, setMissing] = useState(false)
  const { bulk } = words.inbox
  const tags = text.split(",").flatMap((one) => one.trim() || [])
  const go = (isAdding: boolean) => {
    if (tags.length === 0) return setMissing(true)
    const told = isAdding ? bulk.done.addTags : bulk.done.removeTags
    void apply(ids, isAdding ? { add_tags: tags } : { remove_tags: tags }, (tickets) =>
      told(tickets, tags.join(", ")),
    )
    onClose()
  }
  return (
    <form
      className="flex flex-col gap-4 px-5 pt-2 pb-5"
      onSubmit={(event) => {
        event.preventDefault()
        go(true)
      }}
    >
      <TextField
        label={bulk.tagsLabel}
        placeholder={bulk.tagsPlaceholder}
        value={text}
        problem={isMissing && tags.length === 0 ? bulk.tagsMissing : null}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="flex justify-end gap-2">
        <Button onClick={() => go(false)}>{bulk.removeTags}</Button>
        <Button look="primary" type="submit">
          {bulk.addTags}
        </Button>
      </div>
    </form>
  )
}
