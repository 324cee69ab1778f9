import { memo, type ReactNode } from "react"
import { Check } from "lucide-react"
import { clsx } from "clsx"
import type { Ticket } from "@/lib/api"
import type { Names } from "@/lib/data/names"
import type { Person } from "@/lib/data/people"
import { useFoundRow, useRow, type Marks } from "@/lib/data/rows"
import * as words from "@/lib/words"
import { RowContent } from "./row-content"

export interface RowProps {
  id: number
  /** Its place in the list, from 1, and how long the list is. */
  place: number
  length: number
  /** Pixels from the top of the list. */
  top: number
  isOpen: boolean
  isCursor: boolean
  isSelected: boolean
  /** Why it is no longer in the list, and by whom. */
  left: string | null
  people: readonly Person[]
  /** Words that are searched for. */
  q: string | undefined
  names: Names
  hue: (category: string) => number
}

const NO_MARKS: Marks = []

/** The element of a row, by which the list says what is under the cursor. */
export const rowId = (id: number) => `row-${id}`

/** A ticket in a list. */
export const Row = memo(function Row(props: RowProps) {
  return props.q === undefined ? <PlainRow {...props} /> : <FoundRow {...props} q={props.q} />
})

function PlainRow(props: RowProps) {
  const { data, error } = useRow(props.id)
  return <Shown {...props} ticket={data} marks={NO_MARKS} error={error} />
}

function FoundRow(props: RowProps & { q: string }) {
  const { data, error, marks } = useFoundRow(props.id, props.q)
  return <Shown {...props} ticket={data} marks={marks} error={error} />
}

interface ShownProps extends RowProps {
  ticket: Ticket | null | undefined
  marks: Marks
  error: Error | null
}

function Shown(props: ShownProps) {
  const { ticket, error, isSelected } = props
  return (
    <Option {...props}>
      <span className="relative h-full w-8 shrink-0" data-check aria-hidden>
        {ticket?.unread && <span className="bg-accent absolute top-3 left-3 size-2 rounded-full" />}
        <span
          className={clsx(
            "absolute top-8 left-2 inline-flex size-4 items-center justify-center rounded border",
            isSelected
              ? "bg-accent border-accent text-on-accent"
              : "border-line-strong bg-ground opacity-0 group-hover/row:opacity-100 group-data-selecting/list:opacity-100 pointer-coarse:opacity-100",
          )}
        >
          {isSelected && <Check className="size-3" strokeWidth={3} />}
        </span>
      </span>
      {ticket ? (
        <RowContent {...props} ticket={ticket} />
      ) : (
        <Missing isLoading={ticket === undefined && !error} error={error} />
      )}
    </Option>
  )
}

function Option(props: RowProps & { children: ReactNode }) {
  const { id, place, length, top, isOpen, isCursor, isSelected, children } = props
  return (
    <div
      id={rowId(id)}
      role="option"
      data-id={id}
      aria-selected={isSelected}
      aria-current={isOpen || undefined}
      aria-setsize={length}
      aria-posinset={place}
      style={{ top }}
      className={clsx(
        "group/row border-line absolute inset-x-0 flex h-18 cursor-pointer border-b pr-3 select-none",
        isOpen ? "bg-chosen" : isSelected ? "bg-accent-soft" : "hover:bg-hover",
        isCursor &&
          "group-focus-visible/list:outline-accent shadow-[inset_3px_0_0_var(--accent)] group-focus-visible/list:outline-2 group-focus-visible/list:-outline-offset-2",
      )}
    >
      {children}
    </div>
  )
}

/** What stands in a row before its ticket is there. */
function Missing({ isLoading, error }: { isLoading: boolean; error: Error | null }) {
  if (isLoading) return <Skeleton />
  return (
    <p className="text-soft flex-1 self-center">
      {error ? words.inbox.list.rowFailed : words.inbox.list.rowMissing}
    </p>
  )
}

function Skeleton() {
  return (
    <div className="flex flex-1 flex-col justify-center gap-2" data-skeleton>
      <span className="sr-only">{words.common.loading}</span>
      <span className="bg-hover h-3 w-1/3 rounded" />
      <span className="bg-hover h-3 w-3/4 rounded" />
      <span className="bg-hover h-2.5 w-1/2 rounded" />
    </div>
  )
}
