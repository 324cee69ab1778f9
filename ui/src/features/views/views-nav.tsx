import { useLiveCounts } from "@/lib/data/counts"
import { useLiveViews } from "@/lib/data/views"
import { BuiltInViews } from "./built-in-views"
import { CategoryLinks, TeamLinks } from "./group-links"
import { SavedViews } from "./saved-views"

/** Which lists there are, and how many tickets each holds now. */
export function ViewsNav() {
  useLiveCounts()
  useLiveViews()
  return (
    <div className="flex flex-col gap-4">
      <BuiltInViews />
      <SavedViews />
      <TeamLinks />
      <CategoryLinks />
    </div>
  )
}
