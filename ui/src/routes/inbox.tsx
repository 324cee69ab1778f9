import { useNavigate, useSearch } from "@tanstack/react-router"
import { clsx } from "clsx"
import { Composer } from "@/features/composer/composer"
import { TicketList } from "@/features/inbox/ticket-list"
import { ContextPane } from "@/features/ticket/context-pane"
import { NoTicket } from "@/features/ticket/no-ticket"
import { TicketPane } from "@/features/ticket/ticket-pane"
import { changedSearch, type AddressChange } from "@/lib/inbox-search"
import { useEvent } from "@/lib/use-event"

/** The inbox: a list, the ticket that is open, and what is known around it. */
export function InboxRoute() {
  const search = useSearch({ from: "/desk/inbox" })
  const navigate = useNavigate()
  const { ticket } = search
  const go = useEvent((change: AddressChange, replace?: boolean) => {
    void navigate({ to: "/inbox", search: changedSearch(search, change), replace: replace ?? false })
  })
  const close = useEvent(() => go({ ticket: undefined }))
  return (
    <main className="flex h-full min-h-0">
      <div
        className={clsx("border-line w-full shrink-0 border-r md:w-80 xl:w-96", ticket && "max-md:hidden")}
      >
        <TicketList search={search} onGo={go} />
      </div>
      {ticket ? (
        <>
          <div className="bg-sunk min-w-0 flex-1">
            <TicketPane
              key={ticket}
              id={ticket}
              onClose={close}
              composer={<Composer key={ticket} ticketId={ticket} />}
            />
          </div>
          <ContextPane key={`context-${ticket}`} id={ticket} />
        </>
      ) : (
        <div className="bg-sunk flex-1 max-md:hidden">
          <NoTicket />
        </div>
      )}
    </main>
  )
}
