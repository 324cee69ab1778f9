/**
 * What happens at the desk, as it happens: the event stream, read by `fetch`.
 *
 * One line for the whole page. It goes on behind the last event that was seen, so that nothing is missed while
 * it was cut; listeners get each event once. When the desk cannot tell what was missed, they get `again`.
 */
import { createParser, type EventSourceMessage } from "eventsource-parser"
import { useEffect, useSyncExternalStore } from "react"
import type { Schemas } from "./api"

export type DeskEvent = Schemas["EventOut"]
export type Here = Schemas["PresenceOut"]
export type Line = "connecting" | "live" | "cut"

export interface Listener {
  /** Something happened. */
  event?: (event: DeskEvent) => void
  /** Who is at a ticket has changed. */
  presence?: (here: Here) => void
  /** The line stands again after a break; what is on the screen may be old. */
  again?: () => void
}

const ADDRESS = "/api/v1/events/stream"
const FIRST_WAIT = 500
const LONGEST_WAIT = 10_000
/** The desk speaks at least every 15 seconds; after this silence the line is dead. */
const SILENCE = 45_000

const listeners = new Set<Listener>()
const watchers = new Set<() => void>()
let line: Line = "connecting"
let place: string | null = null
let running: AbortController | null = null

/** Listen while the component is there. Give the same object, or one made by `useMemo`. */
export function useLive(listener: Listener): void {
  useEffect(() => listen(listener), [listener])
}

/** How the line stands. */
export function useLine(): Line {
  return useSyncExternalStore(watch, () => line)
}

/** Listen; the answer ends it. The line opens with the first listener and closes after the last. */
export function listen(listener: Listener): () => void {
  listeners.add(listener)
  if (!running) start()
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) stop()
  }
}

function start(): void {
  running = new AbortController()
  void follow(running.signal)
}

function stop(): void {
  running?.abort()
  running = null
  place = null
  setLine("connecting")
}

async function follow(signal: AbortSignal): Promise<void> {
  let wait = FIRST_WAIT
  let isFirst = true
  while (!signal.aborted) {
    try {
      await hear(signal, () => {
        if (!isFirst) tell((one) => one.again?.())
        isFirst = false
        wait = FIRST_WAIT
        setLine("live")
      })
    } catch {
      // Cut: told below, and tried again.
    }
    if (signal.aborted) return
    setLine("cut")
    await pause(wait, signal)
    wait = Math.min(wait * 2, LONGEST_WAIT)
  }
}

async function hear(signal: AbortSignal, opened: () => void): Promise<void> {
  const silence = new AbortController()
  const both = AbortSignal.any([signal, silence.signal])
  const response = await fetch(ADDRESS, { signal: both, headers: heading() })
  if (response.status === 400 || response.status === 422) place = null
  if (!response.ok || !response.body) throw new Error(`The stream answered ${response.status}`)
  opened()
  const parser = createParser({ onEvent: take })
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let timer = setTimeout(() => silence.abort(), SILENCE)
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), SILENCE)
      parser.feed(value)
    }
  } finally {
    clearTimeout(timer)
  }
}

function heading(): Record<string, string> {
  return place ? { Accept: "text/event-stream", "Last-Event-ID": place } : { Accept: "text/event-stream" }
}

function take(message: EventSourceMessage): void {
  if (message.id) place = message.id
  if (!message.data) return
  const data: unknown = JSON.parse(message.data)
  if (message.event === "presence") tell((one) => one.presence?.(data as Here))
  else tell((one) => one.event?.(data as DeskEvent))
}

function tell(say: (listener: Listener) => void): void {
  for (const listener of listeners) say(listener)
}

function watch(changed: () => void): () => void {
  watchers.add(changed)
  return () => watchers.delete(changed)
}

function setLine(now: Line): void {
  if (line === now) return
  line = now
  for (const changed of watchers) changed()
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      window.removeEventListener("online", done)
      signal.removeEventListener("abort", done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    window.addEventListener("online", done)
    signal.addEventListener("abort", done)
  })
}
