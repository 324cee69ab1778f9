import { lazy, Suspense, useEffect, useState } from "react"
import { useNavigate, useSearch } from "@tanstack/react-router"
import { clsx } from "clsx"
import { TicketList } from "@/features/inbox/ticket-list"
import { NoTicket } from "@/features/ticket/no-ticket"
import { changedSearch, type AddressChange } from "@/lib/inbox-search"
import { useEvent } from "@/lib/use-event"

const loadTicket = () => import("./open-ticket")
/** What does not come ahead of time comes, or is missed, when it is needed. */
const notNow = () => undefined
const OpenTicket = lazy(loadTicket)

/** The inbox: a list, the ticket that is open, and what is known around it. */
export function InboxRoute() {
  const search = useSearch({ from: "/desk/inbox" })
  const navigate = useNavigate()
  const { ticket } = search
  const go = useEvent((change: AddressChange, replace?: boolean) => {
    void navigate({ to: "/inbox", search: changedSearch(search, change), replace: replace ?? false })
  })
  const close = useEvent(() => go({ ticket: undefined }))
  const [isListed, setListed] = useState(false)
  useReadyTicket(isListed)
  return (
    <main className="flex h-full min-h-0">
      <div
        className={clsx("border-line w-full shrink-0 border-r md:w-80 xl:w-96", ticket && "max-md:hidden")}
      >
        <TicketList search={search} onGo={go} onListed={() => setListed(true)} />
      </div>
      {ticket ? (
        <Suspense fallback={<div className="bg-sunk flex-1" />}>
          <OpenTicket id={ticket} onClose={close} />
        </Suspense>
      ) : (
        <div className="bg-sunk flex-1 max-md:hidden">
          <NoTicket />
        </div>
      )}
    </main>
  )
}

/** The list is painted first; the ticket's code comes right behind it, before anybody opens one. */
function useReadyTicket(isListed: boolean): void {
  useEffect(() => {
    if (!isListed) return
    const timer = setTimeout(() => void loadTicket().catch(notNow), 300)
    return () => clearTimeout(timer)
  }, [isListed])
}
