import type { ReactNode } from "react"
import { Dialog as Radix } from "radix-ui"
import { X } from "lucide-react"
import { clsx } from "clsx"
import * as words from "@/lib/words"

interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: string
  /** The title is only for those who do not see the dialog. */
  hidesTitle?: boolean
  size?: "usual" | "wide"
  children: ReactNode
}

/** A dialog over the page; Escape and a press beside it close it, and the focus goes back. */
export function Dialog({ open, onOpenChange, title, description, hidesTitle, size, children }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          onOpenAutoFocus={toFirstField}
          className={clsx(
            "bg-raised border-line shadow-float fixed top-[10vh] left-1/2 z-50 flex max-h-[80vh] w-[calc(100vw-2rem)]",
            "-translate-x-1/2 flex-col overflow-hidden rounded-xl border",
            size === "wide" ? "max-w-3xl" : "max-w-lg",
          )}
        >
          <div className={hidesTitle ? "sr-only" : "flex items-start gap-3 px-5 pt-4 pb-2"}>
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
              {description && (
                <Radix.Description className="text-soft mt-0.5">{description}</Radix.Description>
              )}
            </div>
            {!hidesTitle && (
              <Radix.Close
                aria-label={words.common.close}
                className="text-soft hover:bg-hover -mr-2 inline-flex size-8 items-center justify-center rounded-md"
              >
                <X className="size-4" aria-hidden />
              </Radix.Close>
            )}
          </div>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Who opens a dialog that asks for something begins there, not at the button that closes it. */
function toFirstField(event: Event): void {
  const { target } = event
  const field = target instanceof HTMLElement && target.querySelector<HTMLElement>("input, textarea, select")
  if (!field) return
  event.preventDefault()
  field.focus()
}
