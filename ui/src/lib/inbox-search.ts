/** What the address of the inbox says: which list, in which order, and which ticket is open. */
import type { Schemas } from "./api"

export type View = Schemas["View"]
export type Sort = Schemas["Sort"]

export const VIEWS = [
  "open",
  "mine",
  "unassigned",
  "at_risk",
  "needs_person",
  "waiting",
  "snoozed",
  "resolved",
  "all",
] as const satisfies readonly View[]
export const SORTS = ["priority", "urgency", "due", "newest", "updated"] as const satisfies readonly Sort[]
export const USUAL_SORT: Sort = "priority"

export interface InboxSearch {
  /** A built-in view. */
  view?: View
  /** The number of a saved view. */
  saved?: number
  team?: string
  category?: string
  tag?: string
  /** Words in subject, customer or thread. */
  q?: string
  sort?: Sort
  /** The ticket that is open. */
  ticket?: number
}

/** What of an address shall be otherwise; undefined takes a part away. */
export type AddressChange = { [Part in keyof InboxSearch]?: InboxSearch[Part] | undefined }

/** The address with a change. */
export function changedSearch(search: InboxSearch, change: AddressChange): InboxSearch {
  const parts = Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(parts) as InboxSearch
}

/** Understand an address; what it names and is not known is left out. */
export function readInboxSearch(given: Record<string, unknown>): InboxSearch {
  const found: InboxSearch = {}
  if (isOneOf(VIEWS, given.view)) found.view = given.view
  if (isOneOf(SORTS, given.sort)) found.sort = given.sort
  const saved = positive(given.saved)
  if (saved) found.saved = saved
  const ticket = positive(given.ticket)
  if (ticket) found.ticket = ticket
  for (const name of ["team", "category", "tag", "q"] as const) {
    const value = given[name]
    if (typeof value === "string" && value.trim()) found[name] = value
    else if (typeof value === "number") found[name] = String(value)
  }
  return found
}

export type ListQuery = ReturnType<typeof listQuery>

/** The query by which the API lists what an address shows; the open ticket is no part of it. */
export function listQuery(search: InboxSearch) {
  const view: View | number | undefined = search.saved ?? search.view ?? (search.q ? undefined : "open")
  return {
    ...(view === undefined ? {} : { view }),
    ...(search.team === undefined ? {} : { team: [search.team] }),
    ...(search.category === undefined ? {} : { category: [search.category] }),
    ...(search.tag === undefined ? {} : { tag: [search.tag] }),
    ...(search.q === undefined ? {} : { q: search.q }),
    ...sorted(search),
  }
}

/** A saved view has an order of its own. */
function sorted({ saved, sort }: InboxSearch): { sort?: Sort } {
  if (sort) return { sort }
  return saved === undefined ? { sort: USUAL_SORT } : {}
}

function isOneOf<T extends string>(all: readonly T[], value: unknown): value is T {
  return typeof value === "string" && (all as readonly string[]).includes(value)
}

function positive(value: unknown): number | null {
  const number = typeof value === "string" ? Number(value) : value
  return typeof number === "number" && Number.isSafeInteger(number) && number > 0 ? number : null
}
