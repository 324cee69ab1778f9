/** Changes of one ticket go one after the other, so that one's own haste never looks like somebody else's. */

interface Queue {
  last: Promise<unknown>
  /** What the last change of this queue has made; null: it did not work, or made nothing. */
  made: { of: ReadonlySet<number>; version: number } | null
}

interface Versioned {
  version: number
}

const queues = new Map<number, Queue>()

/**
 * Do something to a thing when all that was begun before has ended.
 *
 * @param seen the version that a person had before them
 * @param act gets that version, or the one that one's own changes have made of it
 */
export async function inTurn<T extends Versioned | null>(
  id: number,
  seen: number,
  act: (version: number) => Promise<T>,
): Promise<T> {
  const queue = queues.get(id) ?? { last: Promise.resolve(), made: null }
  queues.set(id, queue)
  const turn = queue.last.then(() => once(queue, seen, act))
  const ended = turn.catch(() => null)
  queue.last = ended
  void ended.then(() => queue.last === ended && queues.delete(id))
  return turn
}

async function once<T extends Versioned | null>(
  queue: Queue,
  seen: number,
  act: (version: number) => Promise<T>,
): Promise<T> {
  const { made } = queue
  const version = made?.of.has(seen) ? made.version : seen
  const after = await act(version)
  if (after) queue.made = { of: new Set([...(made?.of ?? []), seen, version]), version: after.version }
  return after
}
