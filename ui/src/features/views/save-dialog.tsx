import { useState } from "react"
import { useMutation } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { Button } from "@/components/button"
import { Dialog } from "@/components/dialog"
import { TextField } from "@/components/field"
import { ProblemNote } from "@/components/problem-note"
import { Toggle } from "@/components/toggle"
import { filtersOf, useSavedView, useViewChanges } from "@/lib/data/views"
import type { InboxSearch } from "@/lib/inbox-search"
import { notify } from "@/lib/notices"
import * as words from "@/lib/words"
import { useHolds } from "./use-holds"

interface SaveDialogProps {
  search: InboxSearch
  onClose: () => void
}

/** Keep the filters and the order of the list that is shown under a name. */
export default function SaveDialog({ search, onClose }: SaveDialogProps) {
  const { views } = words.inbox
  return (
    <Dialog
      open
      onOpenChange={(next) => next || onClose()}
      title={views.saveTitle}
      description={views.saveHint}
    >
      <SaveForm search={search} onClose={onClose} />
    </Dialog>
  )
}

function SaveForm({ search, onClose }: SaveDialogProps) {
  const { views } = words.inbox
  const { create } = useViewChanges()
  const navigate = useNavigate()
  const [name, setName] = useState("")
  const [shared, setShared] = useState(false)
  const [isMissing, setMissing] = useState(false)
  const given = filtersOf(search, useSavedView(search.saved))
  const holds = useHolds(given)
  const save = useMutation({
    mutationFn: () => create({ ...given, name: name.trim(), shared }),
    onSuccess: async (made) => {
      onClose()
      notify({ text: views.saveDone(made.name) })
      await navigate({ to: "/inbox", search: { saved: made.id } })
    },
  })
  return (
    <form
      className="flex flex-col gap-4 overflow-y-auto px-5 pt-2 pb-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim()) save.mutate()
        else setMissing(true)
      }}
    >
      <TextField
        label={views.name}
        placeholder={views.namePlaceholder}
        maxLength={80}
        value={name}
        problem={isMissing && !name.trim() ? views.nameMissing : null}
        onChange={(event) => setName(event.target.value)}
      />
      <p className="text-soft">
        {views.holds}: <span className="text-ink">{holds}</span>
      </p>
      <Toggle label={views.share} hint={views.shareHint} checked={shared} onChange={setShared} />
      {save.error && <ProblemNote error={save.error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{words.common.cancel}</Button>
        <Button look="primary" type="submit" disabled={save.isPending}>
          {words.common.save}
        </Button>
      </div>
    </form>
  )
}
