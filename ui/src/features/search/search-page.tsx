import { useState } from "react"
import { useInfiniteQuery } from "@tanstack/react-query"
import { Search, SearchX } from "lucide-react"
import { Button } from "@/components/button"
import { EmptyState } from "@/components/empty-state"
import { TextField } from "@/components/field"
import { ProblemNote } from "@/components/problem-note"
import { Spinner } from "@/components/spinner"
import { api, ask } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import { useEvent } from "@/lib/use-event"
import * as words from "@/lib/words"
import { FoundTicket } from "./found-ticket"
import { useTyped } from "@/lib/use-typed"

const AT_ONCE = 30

function useSearchTickets(q: string) {
  return useInfiniteQuery({
    queryKey: [...keys.lists, "search", q],
    enabled: q !== "",
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      ask(
        api.GET("/api/v1/tickets", {
          params: { query: { q, limit: AT_ONCE, ...(pageParam ? { after: pageParam } : {}) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next,
  })
}

/** Words in, tickets out, with the words marked where they stand. */
export function SearchPage({ q, onSearch }: { q: string; onSearch: (words: string) => void }) {
  const [typed, setTyped] = useState(q)
  useTyped(typed, useEvent(onSearch))
  return (
    <div className="mx-auto max-w-3xl px-4 py-6">
      <h1 className="mb-3 text-lg font-semibold">{words.search.title}</h1>
      <search>
        <TextField
          label={words.search.label}
          hidesLabel
          type="search"
          // Whoever comes here comes to type.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          value={typed}
          placeholder={words.search.placeholder}
          onChange={(event) => setTyped(event.target.value)}
          className="h-10 text-[0.9375rem]"
        />
      </search>
      {q ? (
        <Found q={q} />
      ) : (
        <EmptyState icon={Search} title={words.search.emptyTitle}>
          {words.search.empty}
        </EmptyState>
      )}
    </div>
  )
}

function Found({ q }: { q: string }) {
  const found = useSearchTickets(q)
  if (found.isPending)
    return (
      <div className="p-6">
        <Spinner label={words.common.loading} />
      </div>
    )
  if (found.error) return <ProblemNote error={found.error} retry={() => void found.refetch()} />
  const tickets = found.data.pages.flatMap((page) => page.items)
  return (
    <>
      <p role="status" className="text-soft py-3 text-xs">
        {words.search.found(tickets.length, found.hasNextPage)}
      </p>
      {tickets.length === 0 && (
        <EmptyState icon={SearchX} title={words.search.nothingTitle}>
          {words.search.nothing}
        </EmptyState>
      )}
      <ul className="flex flex-col gap-2">
        {tickets.map((one) => (
          <FoundTicket key={one.id} ticket={one} />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button
          className="mt-4"
          disabled={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {words.search.more}
        </Button>
      )}
    </>
  )
}
