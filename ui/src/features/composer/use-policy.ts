import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { api, ask, type Schemas, type TicketDetail } from "@/lib/api"
import { useLater } from "@/lib/use-later"
import type { Citation } from "./letter"

export type Finding = Schemas["PolicyFinding"]

const PAUSE = 500

/** What the desk's policy says of a reply, a moment after one has stopped writing. */
export function usePolicy(detail: TicketDetail, text: string, citations: readonly Citation[]) {
  const settled = useLater(text, PAUSE)
  const { id, sla_hours } = detail.ticket
  const checked = useQuery({
    queryKey: ["policy", id, settled, citations.map((one) => one.chunk_id)],
    enabled: settled.trim() !== "",
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
    queryFn: ({ signal }) =>
      ask(
        api.POST("/api/v1/policy/check", {
          body: {
            draft: settled,
            ticket: newestWords(detail),
            sla_hours,
            passages: citations.map((one) => one.quote),
          },
          signal,
        }),
      ),
  })
  const isFresh = settled === text && !checked.isPlaceholderData && checked.data !== undefined
  return {
    findings: text.trim() && isFresh ? checked.data.findings : [],
    isFresh,
    isChecking: text.trim() !== "" && !isFresh && !checked.error,
    error: checked.error,
  }
}

/** What the customer wrote last. */
function newestWords(detail: TicketDetail): string {
  return detail.thread.findLast((one) => one.kind === "message")?.text ?? detail.message
}
