import { useEffect, useState, useSyncExternalStore } from "react"
import type { TicketDetail } from "@/lib/api"
import { DraftKeeper, type Kept, type Kind } from "./draft-keeper"

export type { Keeping, Kind } from "./draft-keeper"
export type Draft = Kept & Pick<DraftKeeper, "write" | "settle" | "decide">

/** What the caller is about to write to one ticket. */
export function useDraft(detail: TicketDetail, kind: Kind): Draft {
  const [keeper] = useState(
    () =>
      new DraftKeeper(
        detail.ticket.id,
        kind,
        detail.drafts.find((one) => one.kind === kind),
      ),
  )
  const kept = useSyncExternalStore(keeper.watch, keeper.read)
  useEffect(() => {
    window.addEventListener("pagehide", keeper.flush)
    return () => {
      window.removeEventListener("pagehide", keeper.flush)
      keeper.flush()
    }
  }, [keeper])
  return { ...kept, write: keeper.write, settle: keeper.settle, decide: keeper.decide }
}
