import { CloudOff } from "lucide-react"
import { useLine } from "@/lib/live"
import { useOnline } from "@/lib/use-online"
import * as words from "@/lib/words"

/** Says when the desk cannot be reached; silent otherwise. */
export function LineNote() {
  const isOnline = useOnline()
  const line = useLine()
  const text = !isOnline ? words.common.offline : line === "cut" ? words.common.reconnecting : null
  return (
    <div role="status" aria-live="polite">
      {text && (
        <p className="bg-warn-soft text-warn flex items-center justify-center gap-2 px-3 py-1.5 text-[0.8125rem] font-medium">
          <CloudOff className="size-4 shrink-0" aria-hidden />
          {text}
        </p>
      )}
    </div>
  )
}
