import { Link } from "@tanstack/react-router"
import { useQuery } from "@tanstack/react-query"
import { GraduationCap } from "lucide-react"
import { api, ask, type Schemas, type Ticket } from "@/lib/api"
import { useNames } from "@/lib/data/names"
import type { Correctable } from "@/lib/data/tickets"
import * as words from "@/lib/words"
import { useCorrectedHere } from "./corrected-here"

const { learnt: said } = words.ticket

interface LearntProps {
  ticket: Ticket
  name: Correctable
  /** Whether somebody looks why the field is what it is. */
  isOpen: boolean
}

/** What the desk has learnt of a correction, and which open tickets it would judge otherwise by now. */
export function Learnt({ ticket, name, isOpen }: LearntProps) {
  const isOwn = useCorrectedHere(ticket.id, name)
  const { data } = useQuery({
    queryKey: ["learnt", ticket.id, ticket.revision],
    queryFn: ({ signal }) => {
      const params = { path: { ticket_id: ticket.id } }
      return ask(api.GET("/api/v1/tickets/{ticket_id}/learnt", { params, signal }))
    },
    enabled: isOwn || isOpen,
    staleTime: Infinity,
  })
  const names = useNames()
  const label = data?.lesson?.labels.find((one) => one.field === name)
  return (
    <div role="status">
      {label && (isOwn || isOpen) && (
        <div className="bg-good-soft text-good mb-2 rounded-md px-2.5 py-1.5 text-xs">
          <p className="flex items-start gap-1.5">
            <GraduationCap className="mt-px size-3.5 shrink-0" aria-hidden />
            {said.like(names.field(name), names.value(name, ticket[name]), label.examples)}
          </p>
          <Alike alike={data?.alike.filter((one) => one.field === name) ?? []} />
        </div>
      )}
    </div>
  )
}

function Alike({ alike }: { alike: readonly Schemas["AlikeOut"][] }) {
  if (alike.length === 0) return null
  return (
    <>
      <p className="mt-1">{said.alike(alike.length)}</p>
      <ul>
        {alike.map((one) => (
          <li key={one.ticket_id} className="truncate">
            <Link
              to="/inbox"
              search={(before) => ({ ...before, ticket: one.ticket_id })}
              className="underline underline-offset-2"
            >
              {words.ticket.pane.number(one.ticket_id)} {one.subject}
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}
