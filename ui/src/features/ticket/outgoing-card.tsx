import { useEffect, useState } from "react"
import { Clock } from "lucide-react"
import { Button } from "@/components/button"
import type { Schemas } from "@/lib/api"
import { useNames } from "@/lib/data/names"
import { useRecall } from "@/lib/data/outgoing"
import * as words from "@/lib/words"
import { Card } from "./entry-card"
import { EntryText } from "./entry-text"

const SECOND = 1_000
const { thread } = words.ticket

/** What waits a moment before it goes out, with what is left of the moment and the way back. */
export function OutgoingCard({ one }: { one: Schemas["OutgoingOut"] }) {
  const names = useNames()
  const seconds = useSecondsTo(one.due_at)
  const recall = useRecall()
  const left = one.kind === "note" ? thread.noteGoesOut(seconds) : thread.goesOut(seconds)
  return (
    <Card
      kind={one.kind}
      author={names.person(one.author)}
      className="border-dashed"
      aside={
        <>
          <span className="text-soft inline-flex items-center gap-1 text-xs tabular-nums">
            <Clock className="size-3.5" aria-hidden />
            {left}
            {one.status && `, ${thread.endsAs(names.value("status", one.status))}`}
          </span>
          <Button size="small" disabled={seconds <= 0} onClick={() => void recall(one.ticket_id, one.id)}>
            {words.common.undo}
          </Button>
        </>
      }
    >
      <EntryText text={one.text} />
    </Card>
  )
}

function useSecondsTo(moment: string): number {
  const left = () => Math.max(0, Math.ceil((Date.parse(moment) - Date.now()) / SECOND))
  const [seconds, setSeconds] = useState(left)
  useEffect(() => {
    const timer = setInterval(() => setSeconds(left), SECOND / 4)
    return () => clearInterval(timer)
    // oxlint-disable-next-line react/exhaustive-deps -- `left` is the moment's alone
  }, [moment])
  return seconds
}
