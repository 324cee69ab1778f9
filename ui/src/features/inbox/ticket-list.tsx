import { useEffect, useMemo } from "react"
import { ProblemNote } from "@/components/problem-note"
import { useOrder, type Order } from "@/lib/data/orders"
import { useLiveRows } from "@/lib/data/rows"
import { listQuery, type InboxSearch } from "@/lib/inbox-search"
import { useEvent } from "@/lib/use-event"
import * as words from "@/lib/words"
import type { GoOn } from "./go-on"
import { ListHeader } from "./list-header"
import { OpenList } from "./open-list"
import { SkeletonRows } from "./skeleton-rows"
import { useTitle } from "./use-title"

export interface TicketListProps {
  search: InboxSearch
  /** Go on with the address changed; `replace`: no step in the history of its own. */
  onGo: GoOn
  /** The list is there. */
  onListed?: () => void
}

/** The tickets of a view, a team, a category or a search, live, in their order. */
export function TicketList({ search, onGo, onListed }: TicketListProps) {
  const query = useMemo(() => listQuery(search), [search])
  const { data, error, refetch, isFetching, dataUpdatedAt } = useOrder(query)
  useLiveRows()
  const title = useTitle(search)
  const isListed = data !== undefined
  const listed = useEvent(() => onListed?.())
  useEffect(() => {
    if (isListed) listed()
  }, [isListed, listed])
  return (
    <section aria-label={words.inbox.list.label(title)} className="flex h-full min-h-0 flex-col">
      <ListHeader search={search} onGo={onGo} count={data?.ids.length ?? null} isMore={data?.more ?? false} />
      {error && <ProblemNote error={error} retry={() => void refetch()} />}
      {data ? (
        // Another list is entered anew: its cursor, its selection and its place are its own.
        <OpenList
          key={JSON.stringify(query)}
          search={search}
          onGo={onGo}
          order={data satisfies Order}
          came={dataUpdatedAt}
          isAsking={isFetching}
        />
      ) : (
        !error && <SkeletonRows />
      )}
    </section>
  )
}
