import { lazy, Suspense, useState } from "react"
import { useNavigate } from "@tanstack/react-router"
import { Bookmark, BookmarkPlus, Plus } from "lucide-react"
import { IconButton } from "@/components/icon-button"
import { useActions } from "@/lib/actions"
import { useCounts } from "@/lib/data/counts"
import { useMay } from "@/lib/data/session"
import { useSavedViews } from "@/lib/data/views"
import * as words from "@/lib/words"
import { SavedMenu } from "./saved-menu"
import { Section } from "./section"
import { usePlace } from "./use-place"
import { ViewLink } from "./view-link"

const SaveDialog = lazy(() => import("./save-dialog"))

/** Lists that somebody has kept under a name. */
export function SavedViews() {
  const saved = useSavedViews()
  const counts = useCounts()
  const navigate = useNavigate()
  const { search, isAt } = usePlace()
  const may = useMay("work")
  const [isSaving, setSaving] = useState(false)
  const { views } = words.inbox
  useActions([
    ...saved.map(({ id, name }) => ({
      id: `views.saved.${id}`,
      title: views.savedView(name),
      group: views.goTo,
      icon: Bookmark,
      run: () => void navigate({ to: "/inbox", search: { saved: id } }),
    })),
    ...(may && search
      ? [
          {
            id: "views.save",
            title: views.save,
            group: words.inbox.keys.group,
            icon: BookmarkPlus,
            run: open,
          },
        ]
      : []),
  ])
  function open() {
    setSaving(true)
  }
  if (saved.length === 0 && !isSaving) return null
  const add = may && search && <IconButton icon={Plus} label={views.save} onClick={open} className="size-7" />
  return (
    <>
      {saved.length > 0 && (
        <Section name="saved" title={views.saved} aside={add}>
          {saved.map((view) => {
            const count = counts.saved(view.id)
            return (
              <ViewLink
                key={view.id}
                search={{ saved: view.id }}
                isCurrent={isAt({ saved: view.id })}
                title={view.name}
                sign={<Bookmark className="size-4" aria-hidden />}
                count={count?.count ?? null}
                isMore={count?.more ?? false}
                more={may && <SavedMenu view={view} />}
              />
            )
          })}
        </Section>
      )}
      {search && isSaving && (
        <Suspense>
          <SaveDialog search={search} onClose={() => setSaving(false)} />
        </Suspense>
      )}
    </>
  )
}
