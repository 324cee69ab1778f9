import { Link } from "@tanstack/react-router"
import { Badge } from "@/components/badge"
import { Button } from "@/components/button"
import { ProblemNote } from "@/components/problem-note"
import { Spinner } from "@/components/spinner"
import type { Ticket } from "@/lib/api"
import { formatMoment, formatShort } from "@/lib/formats"
import * as words from "@/lib/words"
import { useCustomerTickets } from "./use-customer"

/** The customer's tickets, the newest first. */
export function Tickets({ id }: { id: number }) {
  const found = useCustomerTickets(id)
  return (
    <section aria-labelledby="customer-tickets">
      <h2 id="customer-tickets" className="mb-2 font-semibold">
        {words.customers.history}
      </h2>
      {found.isPending && <Spinner label={words.common.loading} />}
      {found.error && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      <List tickets={found.data?.pages.flatMap((page) => page.items) ?? []} />
      {found.hasNextPage && (
        <Button
          className="mt-3"
          disabled={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {words.customers.more}
        </Button>
      )}
    </section>
  )
}

function List({ tickets }: { tickets: readonly Ticket[] }) {
  if (tickets.length === 0) return null
  return (
    <ul className="divide-line border-line divide-y rounded-lg border">
      {tickets.map((one) => (
        <li key={one.id} className="hover:bg-hover relative flex items-center gap-3 px-3 py-2">
          <Badge tone={one.level === "P1" ? "danger" : one.level === "P2" ? "warn" : "plain"}>
            {one.level}
          </Badge>
          <Link
            to="/inbox"
            search={{ view: "all", ticket: one.id }}
            className="min-w-0 flex-1 truncate font-medium before:absolute before:inset-0"
          >
            {one.subject}
          </Link>
          <span className="text-soft text-xs">{one.status}</span>
          <time
            className="text-soft text-xs"
            dateTime={one.received_at}
            title={formatMoment(one.received_at)}
          >
            {formatShort(one.received_at)}
          </time>
        </li>
      ))}
    </ul>
  )
}
