import { Link } from "@tanstack/react-router"
import { Marked } from "@/components/marked"
import type { Schemas, Ticket } from "@/lib/api"
import { useNames } from "@/lib/data/names"
import { formatMoment, formatShort } from "@/lib/formats"
import * as words from "@/lib/words"

const NONE: readonly number[][] = []

/** A ticket that holds the words, with the places where they stand. */
export function FoundTicket({ ticket }: { ticket: Ticket }) {
  const names = useNames()
  const marks = ticket.highlights ?? []
  const subject = marks.find((one) => one.part === "subject")
  return (
    <li className="border-line bg-raised hover:bg-hover relative rounded-lg border px-4 py-3">
      <div className="flex items-baseline gap-3">
        <Link
          to="/inbox"
          search={{ view: "all", ticket: ticket.id }}
          className="min-w-0 flex-1 font-semibold before:absolute before:inset-0"
        >
          <Marked text={subject?.text ?? ticket.subject} spans={subject?.spans ?? NONE} />
        </Link>
        <time
          className="text-soft shrink-0 text-xs"
          dateTime={ticket.received_at}
          title={formatMoment(ticket.received_at)}
        >
          {formatShort(ticket.received_at)}
        </time>
      </div>
      <p className="text-soft text-xs">
        {ticket.customer.name} · {names.value("category", ticket.category)} ·{" "}
        {names.value("status", ticket.status)}
      </p>
      {marks
        .filter((one) => one.part !== "subject")
        .map((one) => (
          <Place key={one.part} mark={one} />
        ))}
    </li>
  )
}

function Place({ mark }: { mark: Schemas["Highlight"] }) {
  return (
    <p className="mt-1 line-clamp-2">
      <span className="sr-only">{words.search.parts[mark.part] ?? mark.part}: </span>
      <Marked text={mark.text} spans={mark.spans} />
    </p>
  )
}
