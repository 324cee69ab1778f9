import { Send } from "lucide-react"
import { Button } from "@/components/button"
import { Kbd } from "@/components/kbd"
import * as words from "@/lib/words"

interface SendButtonsProps {
  isEmpty: boolean
  isSending: boolean
  onSend: (status?: "resolved") => void
}

/** Send, and send and resolve; both say that it goes to the customer. */
export function SendButtons({ isEmpty, isSending, onSend }: SendButtonsProps) {
  const disabled = isEmpty || isSending
  return (
    <div className="ml-auto flex flex-wrap items-center justify-end gap-2">
      <Button disabled={disabled} onClick={() => onSend("resolved")}>
        {words.composer.sendAndResolve}
      </Button>
      <Button look="primary" disabled={disabled} onClick={() => onSend()}>
        <Send className="size-4" aria-hidden />
        {isSending ? words.composer.sending : words.composer.send}
        <span className="inline-flex @max-sm:hidden">
          <Kbd keys="Mod+Enter" tone="inverse" />
        </span>
      </Button>
    </div>
  )
}
