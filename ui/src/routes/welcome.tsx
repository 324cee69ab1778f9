import { useNavigate } from "@tanstack/react-router"
import { WelcomePage } from "@/features/welcome/welcome-page"

/** A fresh desk shows what it can do. */
export function WelcomeRoute() {
  const navigate = useNavigate()
  return (
    <main className="h-full overflow-y-auto">
      <WelcomePage onTicket={(ticket) => void navigate({ to: "/inbox", search: { view: "all", ticket } })} />
    </main>
  )
}
