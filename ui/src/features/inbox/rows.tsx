import {
  useCallback,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  type KeyboardEvent,
  type Ref,
} from "react"
import { defaultRangeExtractor, useVirtualizer, type Range } from "@tanstack/react-virtual"
import { useQueryClient } from "@tanstack/react-query"
import { useNames } from "@/lib/data/names"
import { usePeople, type Person } from "@/lib/data/people"
import { useHues } from "@/lib/data/reference"
import { warmRows } from "@/lib/data/rows"
import { useEvent } from "@/lib/use-event"
import { anchorOf, topFor, type Viewport } from "./anchor"
import { Row, rowId } from "./row"
import { useRowHeight } from "./use-row-height"

/** What the list can be told from outside. */
export interface RowsHandle {
  focus: () => void
  /** Scroll as far as needed, or so that the row comes first. */
  show: (id: number, how?: "near" | "first" | "middle") => void
  viewport: () => Viewport
}

interface RowsProps {
  ref: Ref<RowsHandle>
  label: string
  ids: readonly number[]
  cursor: number | null
  /** The ticket that is open. */
  open: number | undefined
  selected: ReadonlySet<number>
  leftBy: (id: number) => string | null
  q: string | undefined
  /** Whether what is on the screen must not move: somebody is at work. */
  isSteady: () => boolean
  onPress: (id: number, how: { extend: boolean; select: boolean }) => void
  onKeyDown: (event: KeyboardEvent<HTMLDivElement>) => void
  /** The rows on the screen are others than before. */
  onSee: (ids: readonly number[]) => void
}

const OVERSCAN = 8
/** Rows above and below that are asked for when scrolling rests. */
const WARM = 30
const NOBODY: readonly Person[] = []

/** The rows that are on the screen, of as many as there are. */
export function Rows(props: RowsProps) {
  const { ids, cursor, selected, leftBy, q } = props
  const box = useRef<HTMLDivElement>(null)
  const height = useRowHeight()
  const at = cursor === null ? -1 : ids.indexOf(cursor)
  const cache = useQueryClient()
  const rest = useEvent((first: number, last: number) => {
    props.onSee(ids.slice(first, last + 1))
    if (q === undefined) warmRows(cache, ids.slice(Math.max(0, first - WARM), last + WARM))
  })
  // The virtualizer changes behind its functions; nothing here is memoised by them.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    getItemKey: useCallback((index: number) => ids[index] ?? index, [ids]),
    overscan: OVERSCAN,
    // The row under the cursor is always there: it is what a screen reader is told of.
    rangeExtractor: useCallback((range: Range) => withRow(defaultRangeExtractor(range), at), [at]),
    onChange: ({ range, isScrolling }) => range && !isScrolling && rest(range.startIndex, range.endIndex),
  })
  useLayoutEffect(() => virtual.measure(), [virtual, height])
  const viewport = useEvent(() => ({
    // As it was last seen: a list that has become shorter may have been moved by the browser already.
    top: virtual.scrollOffset ?? 0,
    height: box.current?.clientHeight ?? 0,
    rowHeight: height,
  }))
  useSteady({ ids, cursor, viewport, isSteady: props.isSteady, to: (top) => box.current?.scrollTo({ top }) })
  useImperativeHandle(props.ref, () => ({
    focus: () => box.current?.focus({ preventScroll: true }),
    show: (id, how = "near") => {
      const top = topToShow(ids.indexOf(id), viewport(), how)
      if (top !== null) box.current?.scrollTo({ top })
    },
    viewport,
  }))
  const people = usePeople()
  const names = useNames()
  const hue = useHues()
  return (
    <div
      ref={box}
      role="listbox"
      tabIndex={0}
      aria-label={props.label}
      aria-multiselectable
      aria-activedescendant={at >= 0 && cursor !== null ? rowId(cursor) : undefined}
      data-selecting={selected.size > 0 || undefined}
      onKeyDown={props.onKeyDown}
      onClick={(event) => {
        const pressed = pressedRow(event.target)
        if (!pressed) return
        const select = pressed.isCheck || event.metaKey || event.ctrlKey
        props.onPress(pressed.id, { extend: event.shiftKey, select })
      }}
      className="group/list h-full overflow-y-auto outline-none [contain:strict]"
    >
      <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const id = ids[index]
          if (id === undefined) return null
          return (
            <Row
              key={id}
              id={id}
              place={index + 1}
              length={ids.length}
              top={start}
              isOpen={id === props.open}
              isCursor={id === cursor}
              isSelected={selected.has(id)}
              left={leftBy(id)}
              people={people.get(id) ?? NOBODY}
              q={q}
              names={names}
              hue={hue}
            />
          )
        })}
      </div>
    </div>
  )
}

/** Keep the row that is looked at on its pixel when rows come or go above it. */
function useSteady(list: {
  ids: readonly number[]
  cursor: number | null
  viewport: () => Viewport
  isSteady: () => boolean
  to: (top: number) => void
}) {
  const { ids } = list
  const before = useRef(ids)
  const keep = useEvent(() => {
    const was = before.current
    before.current = ids
    if (was === ids || !list.isSteady()) return
    const view = list.viewport()
    const anchor = anchorOf(was, view, list.cursor, new Set(ids))
    const top = anchor && topFor(ids, anchor, view.rowHeight)
    if (top !== null && top !== view.top) list.to(top)
  })
  useLayoutEffect(keep, [keep, ids])
}

function withRow(range: number[], at: number): number[] {
  if (at < 0 || range.includes(at)) return range
  return [...range, at].toSorted((one, other) => one - other)
}

function topToShow(index: number, view: Viewport, how: "near" | "first" | "middle"): number | null {
  if (index < 0) return null
  const top = index * view.rowHeight
  if (how === "first") return top
  const isWhole = top >= view.top && top + view.rowHeight <= view.top + view.height
  if (isWhole) return null
  if (how === "middle") return top - (view.height - view.rowHeight) / 2
  return top < view.top ? top : top + view.rowHeight - view.height
}

function pressedRow(target: EventTarget): { id: number; isCheck: boolean } | null {
  if (!(target instanceof Element)) return null
  const row = target.closest<HTMLElement>("[data-id]")
  if (!row) return null
  return { id: Number(row.dataset.id), isCheck: target.closest("[data-check]") !== null }
}
