import { useState } from "react"
import { Link } from "@tanstack/react-router"
import { useInfiniteQuery } from "@tanstack/react-query"
import { Users } from "lucide-react"
import { Avatar } from "@/components/avatar"
import { Button } from "@/components/button"
import { EmptyState } from "@/components/empty-state"
import { TextField } from "@/components/field"
import { ProblemNote } from "@/components/problem-note"
import { Spinner } from "@/components/spinner"
import { api, ask, type Schemas } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import { formatShort } from "@/lib/formats"
import { useEvent } from "@/lib/use-event"
import { useTyped } from "@/lib/use-typed"
import * as words from "@/lib/words"

const AT_ONCE = 50

function useCustomers(q: string) {
  return useInfiniteQuery({
    queryKey: [...keys.customers, "list", q],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) => {
      const query = { limit: AT_ONCE, ...(q ? { q } : {}), ...(pageParam ? { after: pageParam } : {}) }
      return ask(api.GET("/api/v1/customers", { params: { query }, signal }))
    },
    getNextPageParam: (page) => page.next,
  })
}

/** Everybody who has written, the newest first, or those whose name or address begins with what is typed. */
export function CustomersPage({ q, onSearch }: { q: string; onSearch: (words: string) => void }) {
  const [typed, setTyped] = useState(q)
  useTyped(typed, useEvent(onSearch))
  return (
    <div className="mx-auto max-w-3xl px-4 py-6">
      <h1 className="mb-3 text-lg font-semibold">{words.customers.title}</h1>
      <search>
        <TextField
          label={words.customers.searchLabel}
          hidesLabel
          type="search"
          value={typed}
          placeholder={words.customers.searchPlaceholder}
          onChange={(event) => setTyped(event.target.value)}
          className="h-10"
        />
      </search>
      <Listed q={q} />
    </div>
  )
}

function Listed({ q }: { q: string }) {
  const found = useCustomers(q)
  if (found.isPending)
    return (
      <div className="p-6">
        <Spinner label={words.common.loading} />
      </div>
    )
  if (found.error) return <ProblemNote error={found.error} retry={() => void found.refetch()} />
  const customers = found.data.pages.flatMap((page) => page.items)
  if (customers.length === 0 && !found.hasNextPage) {
    return (
      <EmptyState icon={Users} title={q ? words.customers.nothing : words.customers.emptyTitle}>
        {q ? null : words.customers.empty}
      </EmptyState>
    )
  }
  return (
    <>
      <ul className="divide-line border-line mt-4 divide-y rounded-lg border">
        {customers.map((one) => (
          <Row key={one.id} customer={one} />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button
          className="mt-4"
          disabled={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {words.customers.more}
        </Button>
      )}
    </>
  )
}

function Row({ customer }: { customer: Schemas["CustomerOut"] }) {
  return (
    <li className="hover:bg-hover relative flex items-center gap-3 px-3 py-2">
      <Avatar name={customer.name} />
      <div className="min-w-0 flex-1">
        <Link
          to="/customers/$customerId"
          params={{ customerId: String(customer.id) }}
          className="block truncate font-medium before:absolute before:inset-0"
        >
          {customer.name}
        </Link>
        <p className="text-soft truncate text-xs">{customer.email ?? words.customers.noAddress}</p>
      </div>
      <span className="text-soft text-xs">{words.customers.since(formatShort(customer.created_at))}</span>
    </li>
  )
}
