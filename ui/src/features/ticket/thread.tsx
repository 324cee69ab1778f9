import { Fragment, useState } from "react"
import { useQueryClient } from "@tanstack/react-query"
import { ArrowDown } from "lucide-react"
import { Button } from "@/components/button"
import type { TicketDetail } from "@/lib/api"
import { useNames } from "@/lib/data/names"
import { loadOlder } from "@/lib/data/tickets"
import { notifyProblem } from "@/lib/notices"
import { preferences } from "@/lib/preferences"
import * as words from "@/lib/words"
import { EntryCard } from "./entry-card"
import { EventLines } from "./event-lines"
import { marksIn, useMarking } from "./marking"
import { OutgoingCard } from "./outgoing-card"
import { spansThatFit } from "./text-pieces"
import { itemsOf, type Item } from "./thread-items"
import { useNews } from "./use-news"
import { useThreadScroll } from "./use-thread-scroll"

const { thread: said } = words.ticket

/** All that was written, the oldest first, with what happened in between and what is about to go out. */
export function Thread({ detail }: { detail: TicketDetail }) {
  const names = useNames()
  const { showsEvents } = preferences.use()
  const items = itemsOf(showsEvents ? detail : { ...detail, timeline: [] }, names)
  const news = useNews(detail.thread)
  const last = `${detail.thread.at(-1)?.id} ${detail.outgoing.map((one) => one.id).join(" ")}`
  const { ref, isAtEnd, toEnd, onScroll } = useThreadScroll(items[0]?.key ?? "", last)
  return (
    <div className="relative flex min-h-48 flex-1 flex-col">
      <div
        ref={ref}
        role="region"
        aria-label={said.label}
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto -outline-offset-2"
        onScroll={onScroll}
      >
        <div className="mx-auto flex max-w-3xl flex-col gap-3 px-4 py-4">
          {detail.older && <OlderButton id={detail.ticket.id} />}
          {items.map((item) => (
            <Fragment key={item.key}>
              {item.kind === "entry" && item.entry.id === news.first && <NewsLine />}
              <OneItem item={item} detail={detail} />
            </Fragment>
          ))}
          {detail.outgoing.map((one) => (
            <OutgoingCard key={one.id} one={one} />
          ))}
        </div>
      </div>
      <div role="status" className="pointer-events-none absolute inset-x-0 bottom-2 flex justify-center">
        {news.count > 0 && !isAtEnd && (
          <Button look="primary" size="small" className="shadow-float pointer-events-auto" onClick={toEnd}>
            <ArrowDown className="size-4" aria-hidden />
            {said.newBelow(news.count)}
          </Button>
        )}
      </div>
    </div>
  )
}

function OneItem({ item, detail }: { item: Item; detail: TicketDetail }) {
  const marking = useMarking()
  if (item.kind === "lines") return <EventLines lines={item.lines} />
  const { entry } = item
  if (entry.id !== detail.verdict.entry_id) return <EntryCard entry={entry} />
  const spans = spansThatFit(entry.text, marksIn("message", detail.verdict.verdict, marking))
  return <EntryCard entry={entry} spans={spans} jumps={marking.jumps} />
}

/** From here on it came while somebody was reading. */
function NewsLine() {
  return (
    <div className="text-accent flex items-center gap-3 text-xs font-semibold">
      <span aria-hidden className="bg-accent h-px flex-1" />
      {said.news}
      <span aria-hidden className="bg-accent h-px flex-1" />
    </div>
  )
}

function OlderButton({ id }: { id: number }) {
  const cache = useQueryClient()
  const [isLoading, setLoading] = useState(false)
  const load = () => {
    setLoading(true)
    loadOlder(cache, id)
      .catch(notifyProblem)
      .finally(() => setLoading(false))
  }
  return (
    <Button
      size="small"
      className="self-center"
      aria-disabled={isLoading}
      onClick={isLoading ? undefined : load}
    >
      {isLoading ? said.loadingOlder : said.older}
    </Button>
  )
}
