import type { ReactNode } from "react"
import { Link } from "@tanstack/react-router"
import { clsx } from "clsx"
import { formatNumber } from "@/lib/formats"
import type { InboxSearch } from "@/lib/inbox-search"
import * as words from "@/lib/words"
import { usePlace } from "./use-place"

interface ViewLinkProps {
  search: InboxSearch
  isCurrent: boolean
  title: string
  sign: ReactNode
  /** null: not known. */
  count: number | null
  /** There are more than were counted. */
  isMore?: boolean
  /** Any at all are too many. */
  isAlarming?: boolean
  /** What can be done with it, beside the link. */
  more?: ReactNode
}

/** A list, and how many tickets it holds now. */
export function ViewLink({ search, isCurrent, title, sign, count, isMore, isAlarming, more }: ViewLinkProps) {
  const { sort } = usePlace()
  return (
    <li className="group/view relative">
      <Link
        to="/inbox"
        search={search.saved === undefined ? { ...search, ...sort } : search}
        activeOptions={{ exact: true }}
        aria-current={isCurrent ? "page" : undefined}
        className={clsx(
          "flex h-7.5 items-center gap-2.5 rounded-md px-2",
          isCurrent ? "bg-chosen font-medium" : "hover:bg-hover",
        )}
      >
        <span
          className={clsx("inline-flex w-4 shrink-0 justify-center", isCurrent ? "text-accent" : "text-soft")}
        >
          {sign}
        </span>
        <span className="min-w-0 flex-1 truncate">{title}</span>
        {count !== null && (
          <Count
            count={count}
            isMore={isMore ?? false}
            isAlarming={isAlarming ?? false}
            hides={Boolean(more)}
          />
        )}
      </Link>
      {more}
    </li>
  )
}

interface CountProps {
  count: number
  isMore: boolean
  isAlarming: boolean
  /** Makes room for what can be done while the pointer or the focus is here. */
  hides: boolean
}

function Count({ count, isMore, isAlarming, hides }: CountProps) {
  const told = `${formatNumber(count)}${isMore ? "+" : ""}`
  return (
    <span
      className={clsx(
        "text-[0.8125rem] tabular-nums",
        count > 0 && isAlarming ? "text-danger font-medium" : "text-soft",
        hides && "group-focus-within/view:invisible group-hover/view:invisible pointer-coarse:mr-7",
      )}
    >
      {count > 0 && <span aria-hidden>{told}</span>}
      <span className="sr-only">{words.inbox.views.count(told)}</span>
    </span>
  )
}
