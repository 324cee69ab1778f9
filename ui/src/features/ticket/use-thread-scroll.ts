import { useLayoutEffect, useRef, useState, type RefObject } from "react"
import { useEvent } from "@/lib/use-event"

/** Pixels from the end within which somebody reads the end. */
const NEAR = 48

interface ThreadScroll {
  ref: RefObject<HTMLDivElement | null>
  /** Whether the reader is at the end. */
  isAtEnd: boolean
  toEnd: () => void
  onScroll: () => void
}

/**
 * Where a thread is scrolled to: at the newest when it is opened, there while it grows as long as the reader is
 * at the end, and else where the reader is, whatever comes above or below.
 *
 * @param first what stands first; older entries come before it
 * @param last what stands last; changes when something comes
 */
export function useThreadScroll(first: string, last: string): ThreadScroll {
  const ref = useRef<HTMLDivElement>(null)
  const [isAtEnd, setAtEnd] = useState(true)
  const sticks = useRef(true)
  const fromEnd = useRef(0)

  const note = useEvent(() => {
    const box = ref.current
    if (!box) return
    fromEnd.current = box.scrollHeight - box.scrollTop
    sticks.current = fromEnd.current - box.clientHeight < NEAR
    setAtEnd(sticks.current)
  })
  const toEnd = useEvent(() => {
    if (ref.current) ref.current.scrollTop = ref.current.scrollHeight
    note()
  })

  // What comes above moves nothing of what is read; what comes below is shown to who reads the end.
  const seen = useRef("")
  const place = useEvent((above: string, _below: string) => {
    const box = ref.current
    if (box && sticks.current) box.scrollTop = box.scrollHeight
    else if (box && seen.current !== above) box.scrollTop = box.scrollHeight - fromEnd.current
    seen.current = above
    note()
  })
  useLayoutEffect(() => place(first, last), [first, last, place])

  useSettling(ref, sticks, toEnd, note)
  return { ref, isAtEnd, toEnd, onScroll: note }
}

/** While the page settles, and when the composer grows, the end stays in view for who reads it. */
function useSettling(
  ref: RefObject<HTMLDivElement | null>,
  sticks: RefObject<boolean>,
  toEnd: () => void,
  note: () => void,
): void {
  useLayoutEffect(() => {
    const box = ref.current
    const inner = box?.firstElementChild
    if (!box || !inner) return
    let hasTouched = false
    let height = box.clientHeight
    const touched = () => {
      hasTouched = true
    }
    const observer = new ResizeObserver(() => {
      const isOther = box.clientHeight !== height
      height = box.clientHeight
      if (sticks.current && (isOther || !hasTouched)) toEnd()
      else note()
    })
    observer.observe(box)
    observer.observe(inner)
    for (const name of TOUCHES) box.addEventListener(name, touched, { passive: true })
    return () => {
      observer.disconnect()
      for (const name of TOUCHES) box.removeEventListener(name, touched)
    }
  }, [ref, sticks, toEnd, note])
}

const TOUCHES = ["wheel", "touchstart", "pointerdown", "keydown"]
