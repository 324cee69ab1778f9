import { Link } from "@tanstack/react-router"
import { useQuery } from "@tanstack/react-query"
import { Avatar } from "@/components/avatar"
import { Badge } from "@/components/badge"
import { api, ask, type Ticket } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import { useNames } from "@/lib/data/names"
import * as words from "@/lib/words"

const { customer: said } = words.ticket

/** Who wrote, by what contract, and how often before. */
export function CustomerCard({ ticket }: { ticket: Ticket }) {
  const names = useNames()
  const { customer } = ticket
  return (
    <section aria-label={said.title} className="border-line flex items-start gap-3 border-b px-3.5 py-3">
      <Avatar name={customer.name} size="large" />
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline gap-2">
          <Link
            to="/customers/$customerId"
            params={{ customerId: String(customer.id) }}
            className="min-w-0 flex-1 font-semibold [overflow-wrap:anywhere] hover:underline"
          >
            <bdi>{customer.name}</bdi>
          </Link>
          <Badge tone={ticket.tier === "standard" ? "plain" : "accent"}>
            {names.value("tier", ticket.tier)}
          </Badge>
        </div>
        {customer.email && (
          <p className="text-soft truncate text-[0.8125rem]" title={customer.email}>
            {customer.email}
          </p>
        )}
        <Before id={customer.id} />
      </div>
    </section>
  )
}

/** How many tickets there were besides this one. */
function Before({ id }: { id: number }) {
  const found = useQuery({
    queryKey: keys.customer(id),
    queryFn: ({ signal }) =>
      ask(api.GET("/api/v1/customers/{customer_id}", { params: { path: { customer_id: id } }, signal })),
  }).data
  const others = found ? found.history.tickets - 1 : null
  return (
    <p className="text-soft min-h-[1.125rem] text-xs">
      {others !== null && (others > 0 ? said.before(others, found?.history.open ?? 0) : said.first)}
    </p>
  )
}
