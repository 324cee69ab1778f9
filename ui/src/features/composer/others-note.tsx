import { PenLine } from "lucide-react"
import * as words from "@/lib/words"
import { useOthersTyping } from "./use-typing"

/** Says that somebody else is about to answer. */
export function OthersNote({ ticketId }: { ticketId: number }) {
  const names = useOthersTyping(ticketId)
  const told = names.join(", ")
  return (
    <div role="status">
      {names.length > 0 && (
        <p className="bg-warn-soft text-warn flex items-center gap-2 px-4 py-1.5 text-[0.8125rem] font-medium">
          <PenLine className="size-4" aria-hidden />
          {names.length === 1 ? words.composer.isReplying(told) : words.composer.areReplying(told)}
        </p>
      )}
    </div>
  )
}
