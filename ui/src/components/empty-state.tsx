import type { ReactNode } from "react"
import type { LucideIcon } from "lucide-react"

interface EmptyStateProps {
  icon: LucideIcon
  title: string
  /** Of its heading: 1 where it is all that the page has. */
  level?: 1 | 2
  /** What would stand here, and how it gets here. */
  children?: ReactNode
  actions?: ReactNode
}

/** There is nothing here; it says why, and what to do next. */
export function EmptyState({ icon: Icon, title, level = 2, children, actions }: EmptyStateProps) {
  const Heading = `h${level}` as const
  return (
    <div className="mx-auto flex max-w-sm flex-col items-center gap-2 px-6 py-16 text-center">
      <Icon className="text-soft size-8" aria-hidden strokeWidth={1.5} />
      <Heading className="text-base font-semibold">{title}</Heading>
      {children && <div className="text-soft w-full">{children}</div>}
      {actions && <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  )
}
