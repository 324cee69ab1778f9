import { ArrowDownWideNarrow, BookmarkPlus, ListX } from "lucide-react"
import { IconButton } from "@/components/icon-button"
import { LateMenu } from "@/components/late-menu"
import { Tooltip } from "@/components/tooltip"
import { useActions, useOffered } from "@/lib/actions"
import { useSavedView } from "@/lib/data/views"
import { formatNumber } from "@/lib/formats"
import { SORTS, USUAL_SORT, type InboxSearch, type Sort } from "@/lib/inbox-search"
import * as words from "@/lib/words"
import { FilterField } from "./filter-field"
import type { GoOn } from "./go-on"
import { useTitle } from "./use-title"

interface ListHeaderProps {
  search: InboxSearch
  onGo: GoOn
  /** How many tickets the list holds; null: not known yet. */
  count: number | null
  /** There are more than that. */
  isMore: boolean
}

/** What the list is, how many tickets it holds, in which order, and a field that narrows it. */
export function ListHeader({ search, onGo, count, isMore }: ListHeaderProps) {
  const title = useTitle(search)
  const told = count === null ? null : `${formatNumber(count)}${isMore ? "+" : ""}`
  return (
    <header className="border-line flex h-12 shrink-0 items-center gap-1 border-b pr-2 pl-4">
      <h1 className="truncate font-semibold">{title}</h1>
      <span aria-hidden className="text-soft mr-auto pl-1 text-[0.8125rem] tabular-nums">
        {told}
      </span>
      <span role="status" className="sr-only">
        {count === null || told === null ? words.inbox.list.loading : words.inbox.list.found(count, told)}
      </span>
      <FilterField search={search} onGo={onGo} />
      <SaveButton search={search} />
      <SortMenu search={search} onGo={onGo} />
    </header>
  )
}

function SortMenu({ search, onGo }: { search: InboxSearch; onGo: GoOn }) {
  const saved = useSavedView(search.saved)
  const chosen = search.sort ?? saved?.sort ?? USUAL_SORT
  const titles = words.inbox.sort
  const choose = (sort: Sort) => onGo({ sort }, true)
  useActions(
    SORTS.map((sort) => ({
      id: `list.sort.${sort}`,
      title: titles.by(titles[sort]),
      group: words.inbox.keys.group,
      icon: ArrowDownWideNarrow,
      run: () => choose(sort),
    })),
  )
  const choices = SORTS.map((value) => ({ value, title: titles[value] }))
  return (
    <LateMenu
      label={titles.label}
      choices={choices}
      chosen={chosen}
      align="end"
      onChoose={(value) => choose(SORTS.find((one) => one === value) ?? USUAL_SORT)}
    >
      <IconButton icon={ArrowDownWideNarrow} label={titles.by(titles[chosen])} />
    </LateMenu>
  )
}

/** Keeps a list that was narrowed under a name; the views in the sidebar know how. */
function SaveButton({ search }: { search: InboxSearch }) {
  const save = useOffered().find((one) => one.id === "views.save")
  const isNarrowed = search.q !== undefined || search.tag !== undefined || search.sort !== undefined
  if (!save || !isNarrowed) return null
  return <IconButton icon={BookmarkPlus} label={save.title} onClick={save.run} />
}

/** Takes away the rows that have left the list and are only shown so that nothing moves. */
export function TidyButton({ count, onTidy }: { count: number; onTidy: () => void }) {
  if (count === 0) return null
  return (
    <Tooltip text={words.inbox.list.tidy}>
      <button
        type="button"
        onClick={onTidy}
        aria-label={`${words.inbox.list.gone(count)}. ${words.inbox.list.tidy}`}
        className="bg-raised border-line shadow-float text-soft hover:text-ink inline-flex h-7 items-center gap-1.5 rounded-full border px-3 text-xs font-medium"
      >
        <ListX className="size-3.5" aria-hidden />
        {words.inbox.list.gone(count)}
      </button>
    </Tooltip>
  )
}
