import { useState } from "react"
import { useMutation } from "@tanstack/react-query"
import { Button } from "@/components/button"
import { Dialog } from "@/components/dialog"
import { TextField } from "@/components/field"
import { ProblemNote } from "@/components/problem-note"
import { useViewChanges, type SavedView } from "@/lib/data/views"
import * as words from "@/lib/words"

interface RenameDialogProps {
  view: SavedView
  onClose: () => void
}

/** Give a saved view another name. */
export default function RenameDialog({ view, onClose }: RenameDialogProps) {
  return (
    <Dialog open onOpenChange={(next) => next || onClose()} title={words.inbox.views.renameTitle}>
      <RenameForm view={view} onClose={onClose} />
    </Dialog>
  )
}

function RenameForm({ view, onClose }: RenameDialogProps) {
  const [name, setName] = useState(view.name)
  const { change } = useViewChanges()
  const rename = useMutation({ mutationFn: () => change(view, { name: name.trim() }), onSuccess: onClose })
  const { views } = words.inbox
  return (
    <form
      className="flex flex-col gap-4 px-5 pt-2 pb-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim()) rename.mutate()
      }}
    >
      <TextField
        label={views.name}
        maxLength={80}
        value={name}
        problem={name.trim() ? null : views.nameMissing}
        onChange={(event) => setName(event.target.value)}
      />
      {rename.error && <ProblemNote error={rename.error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{words.common.cancel}</Button>
        <Button look="primary" type="submit" disabled={rename.isPending || !name.trim()}>
          {words.common.save}
        </Button>
      </div>
    </form>
  )
}
