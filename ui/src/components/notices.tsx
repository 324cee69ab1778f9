import { useEffect } from "react"
import { X } from "lucide-react"
import { clsx } from "clsx"
import { dismiss, undo as undoThis, useNotices, type Notice } from "@/lib/notices"
import * as words from "@/lib/words"
import { Kbd } from "./kbd"

/** The messages at the edge of the page, where no answer is written; read aloud as they come. */
export function Notices() {
  const notices = useNotices()
  return (
    <div
      role="region"
      aria-label={words.common.notices}
      aria-live="polite"
      className="pointer-events-none fixed left-4 z-[60] flex w-[calc(100vw-2rem)] max-w-md flex-col gap-2 max-md:top-2 md:bottom-4"
    >
      {notices.map((one) => (
        <OneNotice key={one.id} notice={one} />
      ))}
    </div>
  )
}

function OneNotice({ notice }: { notice: Notice }) {
  const { id, stays, undo, choices } = notice
  useEffect(() => {
    if (stays === null) return
    const timer = setTimeout(() => dismiss(id), stays)
    return () => clearTimeout(timer)
  }, [id, stays])
  return (
    <div
      className={clsx(
        "shadow-float pointer-events-auto flex items-center gap-3 rounded-lg px-3 py-2",
        choices && "flex-wrap",
        notice.tone === "problem" ? "bg-danger-soft text-danger border-danger border" : "bg-ink text-ground",
      )}
    >
      <p className="min-w-0 flex-1">{notice.text}</p>
      {undo && (
        <button
          type="button"
          className="inline-flex items-center gap-1.5 font-semibold underline underline-offset-2"
          onClick={() => undoThis(id)}
        >
          {undo.title} <Kbd keys="Mod+Z" tone="inverse" />
        </button>
      )}
      {choices && <Choices choices={choices} done={() => dismiss(id)} />}
      <button
        type="button"
        aria-label={words.common.dismiss}
        onClick={() => dismiss(id)}
        className="rounded p-0.5"
      >
        <X className="size-4" aria-hidden />
      </button>
    </div>
  )
}

function Choices({ choices, done }: { choices: NonNullable<Notice["choices"]>; done: () => void }) {
  return (
    <div className="order-last flex basis-full justify-end gap-4">
      {choices.map((one) => (
        <button
          key={one.title}
          type="button"
          className="font-semibold underline underline-offset-2"
          onClick={() => {
            done()
            one.run()
          }}
        >
          {one.title}
        </button>
      ))}
    </div>
  )
}
