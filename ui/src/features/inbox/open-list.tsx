import { useEffect, useRef, useState, type ReactNode, type RefObject } from "react"
import { clsx } from "clsx"
import { useQueryClient } from "@tanstack/react-query"
import type { Ticket } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import type { Order } from "@/lib/data/orders"
import { useMe } from "@/lib/data/session"
import { ticketQuery } from "@/lib/data/tickets"
import { useSavedView } from "@/lib/data/views"
import { formatNumber } from "@/lib/formats"
import type { InboxSearch } from "@/lib/inbox-search"
import { useEvent } from "@/lib/use-event"
import * as words from "@/lib/words"
import { seenIds } from "./anchor"
import { hasLeft } from "./belongs"
import { BulkBar } from "./bulk-bar"
import { EmptyList } from "./empty-list"
import type { GoOn } from "./go-on"
import { KeysLine } from "./keys-line"
import { TidyButton } from "./list-header"
import { NewPill } from "./new-pill"
import { NOBODY_SELECTED } from "./selection"
import { Rows, type RowsHandle } from "./rows"
import { useCursor } from "./use-cursor"
import { useLeftBy } from "./use-left-by"
import { useListKeys } from "./use-list-keys"
import { useSelection } from "./use-selection"
import { useShown } from "./use-shown"
import { useTitle } from "./use-title"

interface OpenListProps {
  search: InboxSearch
  onGo: GoOn
  order: Order
  came: number
  isAsking: boolean
}

const NO_IDS: readonly number[] = []
/** Milliseconds that the cursor rests before its neighbours are made ready. */
const RESTS = 120

/** A list that is there: its rows, the cursor, what is selected, and what has changed meanwhile. */
export function OpenList({ search, onGo, order, came, isAsking }: OpenListProps) {
  const rows = useRef<RowsHandle>(null)
  const title = useTitle(search)
  const saved = useSavedView(search.saved)
  const cursor = useCursor(search.ticket, onGo)
  const left = useHasLeft(search)
  const [selecting, select] = useState(NOBODY_SELECTED)
  const isAtWork = useEvent(() => {
    const view = rows.current?.viewport()
    const isScrolled = view ? view.top > view.rowHeight / 2 : false
    return search.ticket !== undefined || isScrolled || selecting.ids.size > 0
  })
  const { shown, saw, tidy } = useShown({
    ids: order.ids,
    came,
    isAsking,
    situation: () => {
      const view = rows.current?.viewport()
      const ids = shown?.ids ?? NO_IDS
      return {
        cursor: cursor.cursor,
        isAtWork: isAtWork(),
        seen: view ? seenIds(ids, view) : NO_IDS,
        hasLeft: left,
      }
    },
    onLeft: (next) => {
      if (next !== null) cursor.rest(next)
      if (search.ticket !== undefined) onGo({ ticket: next ?? undefined }, true)
    },
  })
  const ids = shown?.ids ?? NO_IDS
  const selection = useSelection(ids, selecting, select)
  const leftBy = useLeftBy(shown?.gone)
  const onKeyDown = useListKeys({ ids, cursor, selection, rows, isOpen: search.ticket !== undefined, onGo })
  useFirstLook(rows, search.ticket)
  useBackToOpen(selection.selected.size > 0, search.ticket, cursor.rest)
  useReadyNeighbours(ids, cursor.cursor)

  if (ids.length === 0) return <EmptyList search={search} onGo={onGo} />
  return (
    <>
      <div className="relative min-h-0 flex-1">
        <Rows
          ref={rows}
          label={words.inbox.list.label(title)}
          ids={ids}
          cursor={cursor.cursor}
          open={search.ticket}
          selected={selection.selected}
          leftBy={leftBy}
          q={search.q ?? saved?.filters.q ?? undefined}
          isSteady={isAtWork}
          onPress={(id, { extend, select: isSelecting }) => {
            if (extend) selection.extend(cursor.cursor ?? id, id)
            else if (isSelecting) selection.toggle(id)
            else cursor.open(id)
            if (extend || isSelecting) cursor.rest(id)
          }}
          onKeyDown={onKeyDown}
          onSee={saw}
        />
        <Floating edge="top-2">
          <NewPill ids={ids} unseen={shown?.unseen} rows={rows} />
        </Floating>
        <Floating edge="bottom-2">
          <TidyButton count={shown?.gone.size ?? 0} onTidy={tidy} />
        </Floating>
      </div>
      {order.more && (
        <p className="text-soft border-line border-t px-4 py-2 text-xs">
          {words.inbox.list.more(formatNumber(order.ids.length))}
        </p>
      )}
      <BulkBar ids={ids} selection={selection} cursor={cursor.cursor} open={search.ticket} />
      {selection.selected.size === 0 && <KeysLine />}
    </>
  )
}

/** Something over the rows, in their middle. */
function Floating({ edge, children }: { edge: "top-2" | "bottom-2"; children: ReactNode }) {
  return (
    <div
      className={clsx(
        "pointer-events-none absolute inset-x-0 flex justify-center *:pointer-events-auto",
        edge,
      )}
    >
      {children}
    </div>
  )
}

/** Whether a ticket, as the cache has it, has certainly left this list. */
function useHasLeft(search: InboxSearch): (id: number) => boolean {
  const cache = useQueryClient()
  const me = useMe()
  const saved = useSavedView(search.saved)
  return useEvent((id: number) => {
    const ticket = cache.getQueryData<Ticket>(keys.row(id))
    return ticket ? hasLeft(ticket, search, { me: me?.name ?? null, saved }) : false
  })
}

/** A list that is entered with a ticket open shows it. */
function useFirstLook(rows: RefObject<RowsHandle | null>, ticket: number | undefined): void {
  const first = useRef(ticket)
  useEffect(() => {
    if (first.current !== undefined) rows.current?.show(first.current, "middle")
  }, [rows])
}

/** When the selection ends, the cursor is again where the keys of the open ticket mean it to be. */
function useBackToOpen(isSelecting: boolean, ticket: number | undefined, rest: (id: number) => void): void {
  const back = useEvent(() => {
    if (!isSelecting && ticket !== undefined) rest(ticket)
  })
  useEffect(back, [back, isSelecting])
}

/** Have the tickets beside the cursor ready before somebody goes there. */
function useReadyNeighbours(ids: readonly number[], cursor: number | null): void {
  const cache = useQueryClient()
  const at = cursor === null ? -1 : ids.indexOf(cursor)
  const [before, after] = [at < 0 ? undefined : ids[at - 1], at < 0 ? undefined : ids[at + 1]]
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const id of [after, before]) if (id !== undefined) void cache.prefetchQuery(ticketQuery(id))
    }, RESTS)
    return () => clearTimeout(timer)
  }, [cache, before, after])
}
