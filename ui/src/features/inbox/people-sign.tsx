import { Eye, PenLine } from "lucide-react"
import { Badge } from "@/components/badge"
import type { Person } from "@/lib/data/people"
import * as words from "@/lib/words"

/** Colleagues who are at a ticket: a pen when somebody writes there, else an eye. */
export function PeopleSign({ people }: { people: readonly Person[] }) {
  const writing = people.filter((one) => one.state === "typing")
  const there = writing.length > 0 ? writing : people
  const [first] = there
  if (!first) return null
  const names = there.map((one) => one.agent.name).join(", ")
  const { row } = words.inbox
  const Icon = writing.length > 0 ? PenLine : Eye
  return (
    <Badge tone="warn" title={writing.length > 0 ? row.replying(names) : row.looking(names)}>
      <Icon className="size-3" aria-hidden />
      <span className="sr-only">{writing.length > 0 ? row.replying(names) : row.looking(names)}</span>
      <span aria-hidden className="max-w-16 truncate">
        {first.agent.name.split(" ")[0]}
        {there.length > 1 && ` +${there.length - 1}`}
      </span>
    </Badge>
  )
}
