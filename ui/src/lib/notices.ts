/** Short messages at the edge of the page: what was done, how to undo it, what did not work. */
import { useSyncExternalStore } from "react"

export interface Notice {
  id: number
  text: string
  tone: "done" | "problem"
  /** What takes it back, and what its button says. */
  undo?: { title: string; run: () => void }
  /** What one can do about it, where there is something to decide. */
  choices?: readonly { title: string; run: () => void }[]
  /** A later message about the same takes its place. */
  about?: string
  /** Milliseconds, after which there is nothing to undo either; null: until it is dismissed. */
  stays: number | null
}

const STAYS = 6_000
const STAYS_WITH_UNDO = 10_000
const MOST = 4
/** Milliseconds in which the key for it still undoes what was done, though its message has gone. */
const CAN_BE_UNDONE = 60_000

const watchers = new Set<() => void>()
let notices: readonly Notice[] = []
let undoable: readonly { id: number; about: string | undefined; run: () => void; until: number }[] = []
let next = 1

/** Say something; the answer takes it away again. */
export function notify(told: Omit<Partial<Notice>, "id"> & { text: string }): () => void {
  const id = next++
  const tone = told.tone ?? "done"
  const usual = tone === "problem" || told.choices ? null : told.undo ? STAYS_WITH_UNDO : STAYS
  const notice: Notice = { stays: usual, ...told, tone, id }
  const others = told.about ? notices.filter((one) => one.about !== told.about) : notices
  set([...others.slice(-(MOST - 1)), notice])
  const { about, undo: back } = notice
  if (about) undoable = undoable.filter((one) => one.about !== about)
  const until = Date.now() + (told.stays ?? CAN_BE_UNDONE)
  if (back) undoable = [...undoable.slice(-9), { id, about, run: back.run, until }]
  return () => {
    dismiss(id)
    undoable = undoable.filter((one) => one.id !== id)
  }
}

/** Say what did not work, in the sentence that came with it. */
export function notifyProblem(error: unknown): void {
  if (error instanceof DOMException && error.name === "AbortError") return
  const text = error instanceof Error ? error.message : String(error)
  if (notices.some((one) => one.text === text)) return
  notify({ text, tone: "problem" })
}

/** Take a message off the page; what it can undo can still be undone for a while. */
export function dismiss(id: number): void {
  set(notices.filter((one) => one.id !== id))
}

/** Undo what a message told of, once. */
export function undo(id: number): void {
  const found = undoable.find((one) => one.id === id)
  undoable = undoable.filter((one) => one.id !== id)
  dismiss(id)
  found?.run()
}

/** Undo what was done last, if it still can be. */
export function undoLast(): boolean {
  const last = undoable.findLast((one) => one.until > Date.now())
  if (last) undo(last.id)
  return last !== undefined
}

export function useNotices(): readonly Notice[] {
  return useSyncExternalStore(watch, () => notices)
}

function set(now: readonly Notice[]): void {
  notices = now
  for (const told of watchers) told()
}

function watch(told: () => void): () => void {
  watchers.add(told)
  return () => watchers.delete(told)
}
