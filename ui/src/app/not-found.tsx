import { Link } from "@tanstack/react-router"
import { Compass } from "lucide-react"
import { EmptyState } from "@/components/empty-state"
import * as words from "@/lib/words"

/** An address that names nothing. */
export function NotFound() {
  return (
    <main>
      <h1 className="sr-only">{words.common.product}</h1>
      <EmptyState
        icon={Compass}
        title={words.common.notFoundTitle}
        actions={
          <Link to="/inbox" search={{}} className="text-accent font-medium underline">
            {words.common.toInbox}
          </Link>
        }
      >
        {words.common.notFound}
      </EmptyState>
    </main>
  )
}
