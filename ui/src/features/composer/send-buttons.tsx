import { Send } from "lucide-react"
import { Button } from "@/components/button"
import { Kbd } from "@/components/kbd"
import * as words from "@/lib/words"
import { DELAY } from "./use-send"

interface SendButtonsProps {
  isEmpty: boolean
  isSending: boolean
  onSend: (status?: "resolved") => void
}

/** Send, and send and resolve; both say that it goes to the customer. */
export function SendButtons({ isEmpty, isSending, onSend }: SendButtonsProps) {
  const disabled = isEmpty || isSending
  return (
    <div className="flex flex-wrap items-center justify-end gap-2">
      <span className="text-soft text-xs max-sm:hidden" title={words.composer.storedOnly}>
        {words.composer.undoHint(DELAY)}
      </span>
      <Button disabled={disabled} onClick={() => onSend("resolved")}>
        {words.composer.sendAndResolve}
      </Button>
      <Button look="primary" disabled={disabled} onClick={() => onSend()}>
        <Send className="size-4" aria-hidden />
        {isSending ? words.composer.sending : words.composer.send}
        <Kbd keys="Mod+Enter" tone="inverse" />
      </Button>
    </div>
  )
}
