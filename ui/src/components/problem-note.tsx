import { TriangleAlert } from "lucide-react"
import * as words from "@/lib/words"
import { Button } from "./button"

/** What did not work, in its own sentence, and a way to try again. */
export function ProblemNote({ error, retry }: { error: Error; retry?: () => void }) {
  const id = "requestId" in error && typeof error.requestId === "string" ? error.requestId : null
  return (
    <div role="alert" className="bg-danger-soft text-danger m-3 flex items-start gap-2 rounded-md p-3">
      <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0 flex-1">
        <p>{error.message}</p>
        {id && <p className="mt-1 text-xs">{words.errors.reference(id)}</p>}
      </div>
      {retry && (
        <Button size="small" onClick={retry} className="text-ink">
          {words.common.retry}
        </Button>
      )}
    </div>
  )
}
