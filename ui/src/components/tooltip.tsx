import type { ReactNode } from "react"
import { Tooltip as Radix } from "radix-ui"
import { Kbd } from "./kbd"
import { landmark } from "./landmark"

export const TooltipProvider = Radix.Provider

/** A few words about what the pointer or the focus is on, and the key that does the same. */
export function Tooltip({ text, keys, children }: { text: string; keys?: string; children: ReactNode }) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal container={landmark()}>
        <Radix.Content
          sideOffset={6}
          collisionPadding={8}
          className="bg-ink text-ground shadow-float z-50 flex max-w-72 items-center gap-2 rounded-md px-2 py-1 text-xs"
        >
          {text}
          {keys && <Kbd keys={keys} tone="inverse" />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
