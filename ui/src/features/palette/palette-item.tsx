import type { ReactNode } from "react"
import { Command } from "cmdk"
import type { LucideIcon } from "lucide-react"
import { Kbd } from "@/components/kbd"

interface PaletteItemProps {
  value: string
  title: ReactNode
  icon?: LucideIcon | undefined
  keys?: string | undefined
  /** More words by which it is found. */
  also?: string | undefined
  /** Something at the right, such as a name. */
  aside?: ReactNode
  onSelect: () => void
}

/** A line of the palette. */
export function PaletteItem({ value, title, icon: Icon, keys, also, aside, onSelect }: PaletteItemProps) {
  return (
    <Command.Item
      value={value}
      {...(also ? { keywords: [also] } : {})}
      onSelect={onSelect}
      className="data-[selected=true]:bg-chosen flex h-9 items-center gap-2.5 rounded-md px-2.5"
    >
      {Icon ? (
        <Icon className="text-soft size-4 shrink-0" aria-hidden />
      ) : (
        <span className="size-4 shrink-0" />
      )}
      <span className="min-w-0 flex-1 truncate">{title}</span>
      {aside && <span className="text-soft max-w-40 truncate text-xs">{aside}</span>}
      {keys && <Kbd keys={keys} />}
    </Command.Item>
  )
}

/** A group with its heading. */
export function PaletteGroup({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:text-soft mb-1 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium"
    >
      {children}
    </Command.Group>
  )
}
