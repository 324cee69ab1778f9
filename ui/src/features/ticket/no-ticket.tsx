import { Inbox } from "lucide-react"
import { EmptyState } from "@/components/empty-state"
import { Kbd } from "@/components/kbd"
import * as words from "@/lib/words"

const { none } = words.ticket
const KEYS = [
  ["J", none.next],
  ["K", none.before],
  ["Mod+K", none.palette],
  ["?", none.keys],
] as const

/** No ticket is open: a calm place that teaches the keys. */
export function NoTicket() {
  return (
    <div className="flex h-full items-center">
      <EmptyState icon={Inbox} title={none.title}>
        <p>{none.hint}</p>
        <dl className="mx-auto mt-5 grid w-fit grid-cols-[auto_1fr] items-center gap-x-3 gap-y-2 text-left">
          {KEYS.map(([keys, does]) => (
            <div key={keys} className="contents">
              <dt className="justify-self-end">
                <Kbd keys={keys} />
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </EmptyState>
    </div>
  )
}
