import { useLayoutEffect, useState } from "react"
import { useOwnActs, wasActedHere } from "@/lib/data/acts"
import { useEvent } from "@/lib/use-event"
import { entered, nextOf, sawOf, takeUp, tidied, type Shown, type Situation } from "./shown"

export interface Asked {
  /** The newest order, and when it came; undefined: it is not there yet. */
  ids: readonly number[] | undefined
  came: number
  /** A newer one is on its way. */
  isAsking: boolean
  situation: () => Omit<Situation, "isOwn" | "now">
  /** The ticket under the cursor has left by one's own act; the next one, if there is any. */
  onLeft: (next: number | null) => void
}

interface Kept {
  shown: Shown
  /** It was kept from an earlier visit, and the answer that is on its way makes it whole. */
  isOld: boolean
}

/** A list as it is shown from when it is entered, kept steady while the desk goes on. */
export function useShown({ ids, came, isAsking, situation, onLeft }: Asked) {
  const [kept, keep] = useState<Kept | null>(null)

  const settle = useEvent(() => {
    if (!ids) return
    const at = { ...situation(), isOwn: wasActedHere, now: Date.now() }
    if (!kept || (kept.isOld && !at.isAtWork)) {
      keep({ shown: entered(ids), isOld: isAsking })
      return
    }
    const next = takeUp(kept.shown, ids, at)
    if (next !== kept.shown || kept.isOld) keep({ shown: next, isOld: false })
    const { cursor } = at
    if (cursor !== null && kept.shown.ids.includes(cursor) && !next.ids.includes(cursor))
      onLeft(nextOf(kept.shown.ids, next, cursor))
  })
  useLayoutEffect(settle, [settle, ids, came])
  useOwnActs(settle)

  const change = (how: (before: Shown) => Shown) =>
    keep((now) => {
      if (!now) return now
      const next = how(now.shown)
      return next === now.shown ? now : { ...now, shown: next }
    })
  return {
    shown: kept?.shown ?? (ids && entered(ids)),
    saw: useEvent((seen: readonly number[]) => change((before) => sawOf(before, seen))),
    tidy: useEvent(() => change(tidied)),
  }
}
