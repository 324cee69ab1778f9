import type { ReactNode } from "react"
import type { LucideIcon } from "lucide-react"

interface EmptyStateProps {
  icon: LucideIcon
  title: string
  /** What would stand here, and how it gets here. */
  children?: ReactNode
  actions?: ReactNode
}

/** There is nothing here; it says why, and what to do next. */
export function EmptyState({ icon: Icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-sm flex-col items-center gap-2 px-6 py-16 text-center">
      <Icon className="text-soft size-8" aria-hidden strokeWidth={1.5} />
      <h2 className="text-base font-semibold">{title}</h2>
      {children && <div className="text-soft w-full">{children}</div>}
      {actions && <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  )
}
