import type { ReactNode } from "react"
import { DropdownMenu as Radix } from "radix-ui"
import { Check } from "lucide-react"
import { Kbd } from "./kbd"
import { landmark } from "./landmark"

export interface Choice {
  value: string
  title: string
  keys?: string
  /** A few more words, at the end. */
  hint?: string
  /** Something small before the title. */
  sign?: ReactNode
}

interface MenuProps {
  /** The button that opens it. */
  children: ReactNode
  label: string
  choices: readonly Choice[]
  /** The one that holds now. */
  chosen?: string | null
  onChoose: (value: string) => void
  align?: "start" | "end"
  open?: boolean
  onOpenChange?: (open: boolean) => void
  /** Where the focus goes afterwards; `preventDefault` keeps it from the button. */
  onCloseAutoFocus?: (event: Event) => void
}

/** A few choices behind a button. */
export function Menu({
  children,
  label,
  choices,
  chosen,
  onChoose,
  align = "start",
  onCloseAutoFocus,
  ...state
}: MenuProps) {
  return (
    <Radix.Root modal={false} {...state}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal container={landmark()}>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          {...(onCloseAutoFocus ? { onCloseAutoFocus } : {})}
          className="bg-raised border-line shadow-float z-50 max-h-80 min-w-44 overflow-y-auto rounded-lg border p-1"
        >
          {choices.map((choice) => (
            <Radix.Item
              key={choice.value}
              onSelect={() => onChoose(choice.value)}
              className="data-[highlighted]:bg-hover flex h-8 items-center gap-2 rounded-md px-2 outline-none select-none"
            >
              {choice.sign}
              <span className="min-w-0 flex-1 truncate">{choice.title}</span>
              {choice.hint && <span className="text-soft pl-3 text-xs">{choice.hint}</span>}
              {choice.keys && <Kbd keys={choice.keys} />}
              {choice.value === chosen && <Check className="text-accent size-4" aria-hidden />}
            </Radix.Item>
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
