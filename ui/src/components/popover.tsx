import type { ReactNode } from "react"
import { Popover as Radix } from "radix-ui"

interface PopoverProps {
  /** The button that opens it. */
  trigger: ReactNode
  label: string
  open?: boolean
  onOpenChange?: (open: boolean) => void
  align?: "start" | "center" | "end"
  children: ReactNode
}

/** Something more about a button, beside it. */
export function Popover({ trigger, label, align = "start", children, ...state }: PopoverProps) {
  return (
    <Radix.Root {...state}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="bg-raised border-line shadow-float z-50 w-[min(24rem,calc(100vw-1rem))] overflow-hidden rounded-lg border"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
