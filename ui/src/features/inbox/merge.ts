/**
 * How a list that somebody looks at takes up a newer order without moving beneath their eyes.
 *
 * Rows that are held (those on the screen, and the one under the cursor) keep their place among their
 * neighbours, whether the newer order has them elsewhere or no longer at all; every other row goes where it
 * belongs. A row that has left and is not held is gone at once.
 */

export interface Merged {
  ids: readonly number[]
  /** Held rows that the newer order no longer has. */
  gone: ReadonlySet<number>
  /** Rows that were not in the list before. */
  fresh: readonly number[]
}

const NOTHING: ReadonlySet<number> = new Set()

/** Merge the newer order into what is shown. */
export function mergeOrder(
  shown: readonly number[],
  newer: readonly number[],
  held: ReadonlySet<number>,
): Merged {
  if (isSame(shown, newer)) return { ids: shown, gone: NOTHING, fresh: [] }
  const before = new Set(shown)
  const places = new Map(newer.map((id, place) => [id, place]))
  const steady = inOrder(shown, places)
  const pinned = shown.filter((id) => held.has(id) && !steady.has(id))
  const fresh = newer.filter((id) => !before.has(id))
  if (pinned.length === 0) return { ids: newer, gone: NOTHING, fresh }
  return {
    ids: pinnedBack(shown, newer, new Set(pinned), steady),
    gone: new Set(pinned.filter((id) => !places.has(id))),
    fresh,
  }
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((id, place) => id === other[place])
}

/** The most rows that stand in both in the same order: all others have moved. */
function inOrder(shown: readonly number[], places: ReadonlyMap<number, number>): ReadonlySet<number> {
  const there = shown.filter((id) => places.has(id))
  const at = there.map((id) => places.get(id) ?? 0)
  // Patience: for each length the run that ends lowest, and before whom each row stands in its run.
  const ends: number[] = []
  const before: number[] = []
  at.forEach((place, index) => {
    const length = firstNotBelow(ends, at, place)
    before[index] = length > 0 ? (ends[length - 1] ?? -1) : -1
    ends[length] = index
  })
  const found = new Set<number>()
  for (let index = ends.at(-1) ?? -1; index >= 0; index = before[index] ?? -1) {
    const id = there[index]
    if (id !== undefined) found.add(id)
  }
  return found
}

function firstNotBelow(ends: readonly number[], at: readonly number[], place: number): number {
  let [low, high] = [0, ends.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((at[ends[middle] ?? 0] ?? 0) < place) low = middle + 1
    else high = middle
  }
  return low
}

/** Put the pinned rows back behind the steady row that they stood behind, else before the next steady one. */
function pinnedBack(
  shown: readonly number[],
  newer: readonly number[],
  pinned: ReadonlySet<number>,
  steady: ReadonlySet<number>,
): number[] {
  const first = shown.find((id) => steady.has(id)) ?? null
  const behind = new Map<number | null, number[]>()
  let neighbour: number | null = null
  for (const id of shown) {
    if (steady.has(id)) neighbour = id
    if (pinned.has(id)) behind.set(neighbour, [...(behind.get(neighbour) ?? []), id])
  }
  const leading = behind.get(null) ?? []
  const ids = first === null ? [...leading] : []
  for (const id of newer) {
    if (pinned.has(id)) continue
    if (id === first) ids.push(...leading)
    ids.push(id)
    const followers = behind.get(id)
    if (followers) ids.push(...followers)
  }
  return ids
}
