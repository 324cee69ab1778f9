import type { InboxSearch } from "@/lib/inbox-search"

export interface TicketListProps {
  search: InboxSearch
  /** Go on with the address changed; `replace`: no step in the history of its own. */
  onGo: (change: Partial<InboxSearch>, replace?: boolean) => void
}

/** Being built. */
export function TicketList({ search }: TicketListProps) {
  return <p hidden>{search.view}</p>
}
