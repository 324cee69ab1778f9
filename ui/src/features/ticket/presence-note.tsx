import { Eye, PenLine } from "lucide-react"
import { Badge } from "@/components/badge"
import { usePresence } from "@/lib/data/presence"
import * as words from "@/lib/words"

const { pane } = words.ticket

/** Who else is at the ticket: an eye for who reads, a pen for who writes. */
export function PresenceNote({ id }: { id: number }) {
  const people = usePresence(id)
  return (
    <span role="status" className="flex flex-wrap gap-1">
      {people.map(({ agent, state }) => {
        const [Icon, told] = state === "typing" ? [PenLine, pane.writes] : [Eye, pane.looks]
        return (
          <Badge key={agent.id} tone="warn" title={told(agent.name)}>
            <Icon className="size-3.5" aria-hidden />
            <span aria-hidden className="max-w-32 truncate">
              {agent.name}
            </span>
            <span className="sr-only">{told(agent.name)}</span>
          </Badge>
        )
      })}
    </span>
  )
}
