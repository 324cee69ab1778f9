import { useState } from "react"
import { Check, Copy } from "lucide-react"
import * as words from "@/lib/words"
import { Button } from "./button"

/** Something to copy, such as a link or a key. Where the browser may not copy, it can be selected. */
export function CopyBox({ label, text, hint }: { label: string; text: string; hint?: string }) {
  const [isCopied, setCopied] = useState(false)
  const copy = () => {
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => undefined, // not allowed here: the text stands there to be selected
    )
  }
  return (
    <div className="border-note-line bg-note flex flex-col gap-2 rounded-lg border p-3">
      <p className="font-medium">{label}</p>
      {hint && <p className="text-soft text-xs">{hint}</p>}
      <div className="flex items-start gap-2">
        <pre
          tabIndex={0}
          aria-label={label}
          className="bg-ground min-w-0 flex-1 overflow-x-auto rounded-md p-2 text-xs"
        >
          <code>{text}</code>
        </pre>
        <Button onClick={copy}>
          {isCopied ? <Check className="size-4" aria-hidden /> : <Copy className="size-4" aria-hidden />}
          <span aria-live="polite">{isCopied ? words.common.copied : words.common.copy}</span>
        </Button>
      </div>
    </div>
  )
}
