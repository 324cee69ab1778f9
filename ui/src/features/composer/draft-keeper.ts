/**
 * Keeps what an agent writes: at the desk a moment after they stop, in this browser until the desk has it.
 *
 * Saves follow each other, because each needs the version that the one before has made. What is written while
 * the desk cannot be reached stays in the browser and is saved when it answers again.
 */
import { api, ask, Problem, type Schemas } from "@/lib/api"

export type Kind = "reply" | "note"
/** Where the words are: clean: nothing was written; unsaved: in this browser alone. */
export type Keeping = "clean" | "saving" | "saved" | "unsaved" | "conflict"

export interface Kept {
  text: string
  keeping: Keeping
}

type Known = Schemas["DraftOut"] | undefined

const PAUSE = 700
const RETRY = 5_000

export class DraftKeeper {
  private kept: Kept
  private version: number
  private theirs: Known = undefined
  private timer: ReturnType<typeof setTimeout> | undefined
  private line = Promise.resolve()
  private readonly watchers = new Set<() => void>()

  constructor(
    private readonly ticket: number,
    private readonly kind: Kind,
    known: Known,
  ) {
    const left = this.remembered()
    this.version = known?.version ?? 0
    this.kept = { text: left ?? known?.text ?? "", keeping: left === null ? "clean" : "unsaved" }
    if (left !== null) this.saveIn(0)
  }

  readonly watch = (told: () => void): (() => void) => {
    this.watchers.add(told)
    return () => this.watchers.delete(told)
  }

  readonly read = (): Kept => this.kept

  /** The agent has written. */
  readonly write = (text: string): void => {
    this.remember(text)
    const isStuck = this.kept.keeping === "conflict"
    this.set({ text, keeping: isStuck ? "conflict" : "saving" })
    if (!isStuck) this.saveIn(PAUSE)
  }

  /** The words were sent, or came back: this is what the desk has now. */
  readonly settle = (text: string, version: number): void => {
    this.cancel()
    this.version = version
    this.remember(null)
    this.set({ text, keeping: "clean" })
  }

  /** After a conflict: go on with the other window's words, or with one's own. */
  readonly decide = (whose: "theirs" | "mine"): void => {
    const version = this.theirs?.version ?? 0
    if (whose === "theirs") return this.settle(this.theirs?.text ?? "", version)
    this.version = version
    this.set({ ...this.kept, keeping: "saving" })
    this.saveIn(0)
  }

  /** Save at once what waits; for when the page is left. */
  readonly flush = (): void => {
    if (this.timer === undefined) return
    this.cancel()
    this.save()
  }

  private save(): void {
    this.line = this.line.then(() => this.saveOnce())
  }

  private async saveOnce(): Promise<void> {
    const { text } = this.kept
    try {
      this.version = await keep(this.ticket, this.kind, text, this.version)
      if (this.kept.text !== text || this.kept.keeping === "clean") return
      this.remember(null)
      this.set({ text, keeping: "saved" })
    } catch (error) {
      if (error instanceof Problem && error.isOutdated) {
        this.theirs = (error.current as Known | null) ?? undefined
        this.set({ ...this.kept, keeping: "conflict" })
      } else {
        this.set({ ...this.kept, keeping: "unsaved" })
        this.saveIn(RETRY)
      }
    }
  }

  private saveIn(milliseconds: number): void {
    this.cancel()
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.save()
    }, milliseconds)
  }

  private cancel(): void {
    clearTimeout(this.timer)
    this.timer = undefined
  }

  private set(kept: Kept): void {
    this.kept = kept
    for (const told of this.watchers) told()
  }

  private get place(): string {
    return `firstline.draft.${this.ticket}.${this.kind}`
  }

  private remembered(): string | null {
    try {
      return window.localStorage.getItem(this.place)
    } catch {
      return null
    }
  }

  private remember(text: string | null): void {
    try {
      if (text === null) window.localStorage.removeItem(this.place)
      else window.localStorage.setItem(this.place, text)
    } catch {
      // A browser that keeps nothing: the desk still has what was saved.
    }
  }
}

/** Keep the words at the desk; the answer is the draft's version, 0 when nothing is left of it. */
async function keep(ticket: number, kind: Kind, text: string, version: number): Promise<number> {
  const params = {
    path: { ticket_id: ticket },
    query: { kind },
    header: { "If-Match": `"${version}"` },
  }
  if (text.trim() === "") {
    if (version > 0) await ask(api.DELETE("/api/v1/tickets/{ticket_id}/draft", { params, keepalive: true }))
    return 0
  }
  const put = api.PUT("/api/v1/tickets/{ticket_id}/draft", { params, body: { text }, keepalive: true })
  return (await ask(put)).version
}
