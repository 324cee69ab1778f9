import { useNames } from "@/lib/data/names"
import { useSavedView } from "@/lib/data/views"
import type { InboxSearch } from "@/lib/inbox-search"
import * as words from "@/lib/words"

/** What a list is called: by the narrowest thing that its address names. */
export function useTitle({ saved, team, category, tag, view, q }: InboxSearch): string {
  const names = useNames()
  const kept = useSavedView(saved)
  if (saved !== undefined) return kept?.name ?? words.inbox.views.saved
  if (team !== undefined) return names.value("team", team)
  if (category !== undefined) return names.value("category", category)
  if (tag !== undefined) return words.inbox.list.tagged(tag)
  return words.inbox.views[view ?? (q === undefined ? "open" : "all")]
}
