import { useState } from "react"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { Button } from "@/components/button"
import { TextArea, TextField } from "@/components/field"
import { ProblemNote } from "@/components/problem-note"
import { api, ask } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import * as words from "@/lib/words"

/** A message as a customer would write it; the desk makes a ticket of it. */
export function TryForm({ onTicket }: { onTicket: (ticket: number) => void }) {
  const cache = useQueryClient()
  const [text, setText] = useState(words.welcome.tryExample)
  const [name, setName] = useState("Ava")
  const make = useMutation({
    mutationFn: () =>
      ask(api.POST("/api/v1/tickets", { body: { text, customer: { name }, channel: "form" } })),
    onSuccess: (made) => {
      void cache.invalidateQueries({ queryKey: keys.tickets })
      onTicket(made.ticket.id)
    },
  })
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        make.mutate()
      }}
    >
      <TextArea
        label={words.welcome.tryLabel}
        required
        rows={4}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="flex flex-wrap items-end gap-3">
        <TextField
          label={words.welcome.tryName}
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" look="primary" disabled={make.isPending || !text.trim() || !name.trim()}>
          {make.isPending ? words.welcome.trying : words.welcome.trySend}
        </Button>
      </div>
      {make.error && <ProblemNote error={make.error} />}
    </form>
  )
}
