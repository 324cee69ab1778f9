import type { ReactNode } from "react"

export interface TicketPaneProps {
  id: number
  onClose: () => void
  /** What one writes with, below the thread. */
  composer: ReactNode
}

/** Being built. */
export function TicketPane({ composer }: TicketPaneProps) {
  return <div>{composer}</div>
}
