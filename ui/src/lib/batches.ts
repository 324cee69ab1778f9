/**
 * Many small questions asked as a few large ones: what is asked for within a moment goes together.
 *
 * Only a few requests are on their way at once; what waits meanwhile and is no longer wanted is never asked, and
 * a request that nobody waits for any more is cut.
 */

interface Waiter<T> {
  resolve: (found: T | null) => void
  reject: (reason: unknown) => void
}

interface Options<T> {
  /** Ask for these; what is missing in the answer does not exist. */
  fetch: (ids: readonly number[], signal: AbortSignal) => Promise<ReadonlyMap<number, T>>
  /** Of one request. */
  most: number
  /** Requests at once. */
  atOnce?: number
  /** Milliseconds in which questions are collected: a frame. */
  moment?: number
}

export interface Batcher<T> {
  /** Ask for one; null: there is none. An aborted question is answered with the abort. */
  load: (id: number, signal?: AbortSignal) => Promise<T | null>
}

export function makeBatcher<T>({ fetch, most, atOnce = 2, moment = 16 }: Options<T>): Batcher<T> {
  const waiting = new Map<number, Set<Waiter<T>>>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let running = 0

  function load(id: number, signal?: AbortSignal): Promise<T | null> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const one: Waiter<T> = { resolve, reject }
      waiting.set(id, (waiting.get(id) ?? new Set<Waiter<T>>()).add(one))
      signal?.addEventListener("abort", () => leave(id, one, signal.reason), { once: true })
      timer ??= setTimeout(begin, moment)
    })
  }

  /** Whoever waits in a request that runs is told at once, too; `cutIfAlone` ends the request. */
  const cuts = new Map<Waiter<T>, () => void>()

  function leave(id: number, one: Waiter<T>, reason: unknown): void {
    const others = waiting.get(id)
    if (others?.delete(one) && others.size === 0) waiting.delete(id)
    cuts.get(one)?.()
    one.reject(reason)
  }

  function begin(): void {
    timer = undefined
    while (running < atOnce && waiting.size > 0) void ask(taken())
  }

  /** What was asked for last is what is looked at. */
  function taken(): Map<number, Set<Waiter<T>>> {
    const batch = new Map([...waiting].slice(-most))
    for (const id of batch.keys()) waiting.delete(id)
    return batch
  }

  async function ask(batch: ReadonlyMap<number, Set<Waiter<T>>>): Promise<void> {
    running += 1
    const cut = new AbortController()
    const there = new Set<Waiter<T>>()
    for (const all of batch.values()) for (const one of all) there.add(one)
    for (const one of there) cuts.set(one, () => there.delete(one) && there.size === 0 && cut.abort())
    try {
      const found = await fetch([...batch.keys()], cut.signal)
      for (const [id, all] of batch) for (const one of all) one.resolve(found.get(id) ?? null)
    } catch (error) {
      for (const all of batch.values()) for (const one of all) one.reject(error)
    } finally {
      for (const all of batch.values()) for (const one of all) cuts.delete(one)
      running -= 1
      begin()
    }
  }

  return { load }
}
