import { Button } from "@/components/button"
import * as words from "@/lib/words"
import type { Draft } from "./use-draft"

/** Where the words are: at the desk, on their way there, or only in this browser. */
export function KeepingNote({ draft }: { draft: Draft }) {
  const { keeping } = draft
  if (keeping === "conflict") {
    return (
      <div role="alert" className="text-danger flex flex-wrap items-center gap-2 text-xs">
        {words.composer.conflict}
        <Button size="small" onClick={() => draft.decide("theirs")}>
          {words.composer.takeOther}
        </Button>
        <Button size="small" onClick={() => draft.decide("mine")}>
          {words.composer.keepMine}
        </Button>
      </div>
    )
  }
  const told = {
    clean: "",
    saving: words.composer.saving,
    saved: words.composer.saved,
    unsaved: words.composer.unsaved,
  }
  return (
    <p role="status" className="text-soft truncate text-xs">
      {told[keeping]}
    </p>
  )
}
