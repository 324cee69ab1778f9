import { useMemo, useState } from "react"
import type { Entry } from "@/lib/api"
import { useMe } from "@/lib/data/session"

interface News {
  /** The first entry that came while the ticket was open, by somebody else; null: none. */
  first: number | null
  count: number
}

/** What others have written since the ticket was opened, or since one wrote oneself. */
export function useNews(thread: readonly Entry[]): News {
  const [opened] = useState(() => thread.at(-1)?.id ?? 0)
  const me = useMe()?.name
  return useMemo(() => newsOf(thread, opened, me), [thread, opened, me])
}

/** The same as a plain question. */
export function newsOf(thread: readonly Entry[], opened: number, me: string | undefined): News {
  const own = thread.findLast((one) => one.author === me && one.kind !== "message")?.id ?? 0
  const news = thread.filter((one) => one.id > Math.max(opened, own))
  return { first: news[0]?.id ?? null, count: news.length }
}
