export interface Throttled {
  (): void
  /** Do no more. */
  stop: () => void
}

/**
 * Do something soon after the first call, and then at most once in a while, however often it is called.
 *
 * Calls of one moment count as one: the first waits for `first` milliseconds, the next for `every`.
 */
export function throttled(run: () => void, { first, every }: { first: number; every: number }): Throttled {
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = -Infinity
  const done = () => {
    timer = undefined
    last = performance.now()
    run()
  }
  const call = () => {
    timer ??= setTimeout(done, Math.max(first, last + every - performance.now()))
  }
  return Object.assign(call, {
    stop: () => {
      clearTimeout(timer)
      timer = undefined
    },
  })
}
