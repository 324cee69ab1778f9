import { useEffect } from "react"
import { useQueryClient } from "@tanstack/react-query"
import { api, ask, type Ticket } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import { useMay } from "@/lib/data/session"
import { showOtherwise } from "@/lib/data/tickets"

/** Milliseconds after which whoever has a ticket open has read it. */
const MOMENT = 1_500

/** Note that the ticket has been read, a moment after it was opened or after the customer wrote again. */
export function useMarkRead({ id, unread }: Ticket): void {
  const cache = useQueryClient()
  const may = useMay("work")
  useEffect(() => {
    if (!unread || !may) return
    const read = () => {
      if (document.visibilityState !== "visible") return
      document.removeEventListener("visibilitychange", read)
      showOtherwise(cache, id, { unread: false })
      const params = { path: { ticket_id: id } }
      // A mark that did not come through is made when the ticket is opened again.
      void ask(api.PUT("/api/v1/tickets/{ticket_id}/read", { params })).then(
        () => cache.invalidateQueries({ queryKey: keys.counts }),
        () => undefined,
      )
    }
    const timer = setTimeout(read, MOMENT)
    document.addEventListener("visibilitychange", read)
    return () => {
      clearTimeout(timer)
      document.removeEventListener("visibilitychange", read)
    }
  }, [cache, id, unread, may])
}
