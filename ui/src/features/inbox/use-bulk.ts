import { useState } from "react"
import { useQueryClient } from "@tanstack/react-query"
import type { Ticket } from "@/lib/api"
import { useChange, type Change } from "@/lib/data/change"
import { loadRows } from "@/lib/data/rows"
import { formatNumber } from "@/lib/formats"
import { notify } from "@/lib/notices"
import { useEvent } from "@/lib/use-event"
import * as words from "@/lib/words"

/** So many take a while: what is done is told from the beginning, by the same message that tells the end. */
const MANY = 200

/** Changes tickets; `done` says what was done with how many. */
export type Apply = (
  ids: readonly number[],
  change: Change,
  done: (tickets: string) => string,
  shows?: Partial<Ticket>,
) => Promise<void>

/** The same change for all that is selected, with one undo. */
export function useBulk(): { apply: Apply; isBusy: boolean } {
  const cache = useQueryClient()
  const change = useChange()
  const [running, setRunning] = useState(0)
  const apply: Apply = useEvent(async (ids, what, done, shows) => {
    setRunning((now) => now + 1)
    if (ids.length > MANY)
      notify({ text: words.ticket.changing(0, ids.length), about: "progress", stays: null })
    try {
      // How each stands is needed for the undo.
      const tickets = await loadRows(cache, ids)
      const told = done(words.inbox.bulk.tickets(ids.length, formatNumber(ids.length)))
      await change(tickets, what, { done: told, ...(shows && { shows }) })
    } finally {
      setRunning((now) => now - 1)
    }
  })
  return { apply, isBusy: running > 0 }
}
