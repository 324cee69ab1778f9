import { useRouterState } from "@tanstack/react-router"
import { readInboxSearch, type InboxSearch, type Sort } from "@/lib/inbox-search"

/** Where in the inbox one is, for links that say so and actions that go elsewhere. */
export function usePlace() {
  const here = useRouterState({
    select: ({ location }) => listOf(location),
    structuralSharing: true,
  })
  return {
    /** What the address of the inbox says; null: one is on another page. */
    search: here,
    /** Whether the list that is shown is the one of that address, whatever narrows it. */
    isAt: (search: InboxSearch) => here !== null && nameOf(here) === nameOf(search),
    /** The order that was chosen goes along from list to list. */
    sort: sortOf(here),
  }
}

/** Which ticket is open is no matter of the list. */
function listOf({ pathname, search }: { pathname: string; search: Record<string, unknown> }) {
  if (pathname !== "/inbox") return null
  const { ticket: _, ...list } = readInboxSearch(search)
  return list
}

/** A list goes by the narrowest thing that its address names; without any it is the open tickets. */
function nameOf({ view, saved, team, category, tag, q }: InboxSearch): string {
  if (saved !== undefined) return `saved ${saved}`
  if (team !== undefined) return `team ${team}`
  if (category !== undefined) return `category ${category}`
  if (tag !== undefined) return `tag ${tag}`
  return view ?? (q === undefined ? "open" : "all")
}

function sortOf(here: InboxSearch | null): { sort?: Sort } {
  return here?.sort && here.saved === undefined ? { sort: here.sort } : {}
}
