import { useState } from "react"
import { Button } from "@/components/button"
import { TextArea } from "@/components/field"
import { ProblemNote } from "@/components/problem-note"
import { useMay } from "@/lib/data/session"
import { formatMoment, formatShort } from "@/lib/formats"
import * as words from "@/lib/words"
import { useAddNote, useNotes } from "./use-customer"

/** What colleagues should know of the customer. */
export function Notes({ id }: { id: number }) {
  const found = useNotes(id)
  const mayWork = useMay("work")
  return (
    <section aria-labelledby="customer-notes" className="bg-note border-note-line rounded-lg border p-4">
      <h2 id="customer-notes" className="font-semibold">
        {words.customers.notes}
      </h2>
      <p className="text-soft mb-3 text-xs">{words.customers.notesHint}</p>
      {found.error && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {found.data?.length === 0 && <p className="text-soft mb-3">{words.customers.noNotes}</p>}
      <ul className="flex flex-col gap-3">
        {found.data?.map((one) => (
          <li key={one.id}>
            <p className="text-soft text-xs">
              {one.author} ·{" "}
              <time dateTime={one.written_at} title={formatMoment(one.written_at)}>
                {formatShort(one.written_at)}
              </time>
            </p>
            <p className="break-words whitespace-pre-wrap">{one.text}</p>
          </li>
        ))}
      </ul>
      {mayWork && <AddNote id={id} />}
    </section>
  )
}

function AddNote({ id }: { id: number }) {
  const [text, setText] = useState("")
  const add = useAddNote(id, () => setText(""))
  return (
    <form
      className="mt-3 flex flex-col items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim()) add.mutate(text)
      }}
    >
      <div className="w-full">
        <TextArea
          label={words.customers.addNote}
          hidesLabel
          placeholder={words.customers.notePlaceholder}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <Button type="submit" size="small" disabled={!text.trim() || add.isPending}>
        {words.customers.addNote}
      </Button>
    </form>
  )
}
