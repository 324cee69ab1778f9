import { lazy, Suspense, useState } from "react"
import { useNavigate } from "@tanstack/react-router"
import { Ellipsis } from "lucide-react"
import { LateMenu } from "@/components/late-menu"
import { givenOf, useViewChanges, type SavedView } from "@/lib/data/views"
import { notify, notifyProblem } from "@/lib/notices"
import * as words from "@/lib/words"
import { usePlace } from "./use-place"

const RenameDialog = lazy(() => import("./rename-dialog"))

/** Rename a saved view, share it or not, delete it. */
export function SavedMenu({ view }: { view: SavedView }) {
  const { views } = words.inbox
  const changes = useViewChanges()
  const navigate = useNavigate()
  const { isAt } = usePlace()
  const [isNaming, setNaming] = useState(false)
  const remove = async () => {
    if (isAt({ saved: view.id })) await navigate({ to: "/inbox", search: {} })
    await changes.remove(view)
    const undo = () => void changes.create(givenOf(view)).catch(notifyProblem)
    notify({ text: views.removed(view.name), undo: { title: words.common.undo, run: undo } })
  }
  const acts: Record<string, () => void> = {
    rename: () => setNaming(true),
    share: () => void changes.change(view, { shared: !view.shared }).catch(notifyProblem),
    remove: () => void remove().catch(notifyProblem),
  }
  return (
    <>
      <LateMenu
        label={views.options(view.name)}
        choices={[
          { value: "rename", title: views.rename },
          { value: "share", title: view.shared ? views.toOwn : views.toShared },
          { value: "remove", title: words.common.delete },
        ]}
        onChoose={(value) => acts[value]?.()}
      >
        <button
          type="button"
          aria-label={views.options(view.name)}
          className="text-soft hover:text-ink absolute top-0.75 right-1 inline-flex size-6 items-center justify-center rounded opacity-0 group-focus-within/view:opacity-100 group-hover/view:opacity-100 aria-expanded:opacity-100 pointer-coarse:opacity-100"
        >
          <Ellipsis className="size-4" aria-hidden />
        </button>
      </LateMenu>
      {isNaming && (
        <Suspense>
          <RenameDialog view={view} onClose={() => setNaming(false)} />
        </Suspense>
      )}
    </>
  )
}
