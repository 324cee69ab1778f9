import { useEffect, useRef, useState } from "react"
import type { GoOn } from "./go-on"
import { useEvent } from "@/lib/use-event"

/** Milliseconds: a key that is held moves faster than this; then the tickets in between are not opened. */
const HASTE = 60
const REST = 80

interface State {
  at: number | null
  /** The ticket that was open when this was last looked at, and the one that was asked for. */
  open: number | undefined
  asked: number | undefined
}

/** The row that keys move from: the open ticket, or the one that was open last. It is ahead of the address. */
export function useCursor(open: number | undefined, onGo: GoOn) {
  const [state, setState] = useState<State>({ at: open ?? null, open, asked: open })
  // The address has gone on: where nobody has asked for it here, the cursor follows.
  if (state.open !== open)
    setState({ ...state, open, at: open === state.asked ? state.at : (open ?? state.at) })
  const moved = useRef(-Infinity)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const go = useEvent((id: number) => {
    clearTimeout(timer.current)
    timer.current = undefined
    setState((before) => ({ ...before, asked: id }))
    onGo({ ticket: id }, open !== undefined)
  })
  // The key was let go: here one wanted to be.
  const arrive = useEvent(() => {
    if (timer.current !== undefined && state.at !== null) go(state.at)
  })
  useEffect(() => {
    window.addEventListener("keyup", arrive)
    return () => {
      window.removeEventListener("keyup", arrive)
      clearTimeout(timer.current)
    }
  }, [arrive])

  return {
    cursor: state.at,
    /** Move the cursor and open what is under it. */
    open: useEvent((id: number) => {
      setState((before) => ({ ...before, at: id }))
      clearTimeout(timer.current)
      const now = performance.now()
      const isHaste = now - moved.current < HASTE
      moved.current = now
      if (isHaste) timer.current = setTimeout(() => go(id), REST)
      else if (id !== open) go(id)
    }),
    /** Move the cursor alone. */
    rest: useEvent((id: number) => setState((before) => ({ ...before, at: id }))),
  }
}
