import type { ReactNode } from "react"
import { Link } from "@tanstack/react-router"
import { Database, FileUp, MessageSquarePlus, Terminal, Users, type LucideIcon } from "lucide-react"
import { useSession } from "@/lib/data/session"
import * as words from "@/lib/words"
import { DemoCard } from "./demo-card"
import { TryForm } from "./try-form"

const LINK = "text-accent font-medium underline underline-offset-2"

/** What one can do first: write as a customer, look at samples, bring one's history, send by program. */
export function WelcomePage({ onTicket }: { onTicket: (ticket: number) => void }) {
  const isLocal = useSession()?.mode === "local"
  return (
    <div className="mx-auto max-w-4xl px-4 py-10">
      <h1 className="text-2xl font-semibold">{words.welcome.title}</h1>
      <p className="text-soft mt-1 mb-6">
        {words.welcome.hint}{" "}
        <Link to="/inbox" search={{}} className={LINK}>
          {words.welcome.toInbox}
        </Link>
      </p>
      <div className="grid gap-4 md:grid-cols-2">
        <Card icon={MessageSquarePlus} title={words.welcome.tryTitle} hint={words.welcome.tryHint} isWide>
          <TryForm onTicket={onTicket} />
        </Card>
        <Card icon={Database} title={words.welcome.demoTitle} hint={words.welcome.demoHint}>
          <DemoCard />
        </Card>
        <Card icon={FileUp} title={words.welcome.importTitle} hint={words.welcome.importHint}>
          <Link to="/settings/$page" params={{ page: "import" }} className={LINK}>
            {words.welcome.importGo}
          </Link>
        </Card>
        <Card icon={Terminal} title={words.welcome.apiTitle} hint={words.welcome.apiHint}>
          <Curl />
          <a href="/docs" className={LINK}>
            {words.welcome.apiDocs}
          </a>
        </Card>
        {isLocal && (
          <Card icon={Users} title={words.welcome.teamTitle} hint={words.welcome.teamHint}>
            <Link to="/settings/$page" params={{ page: "people" }} className={LINK}>
              {words.welcome.teamGo}
            </Link>
          </Card>
        )}
      </div>
    </div>
  )
}

interface CardProps {
  icon: LucideIcon
  title: string
  hint: string
  isWide?: boolean
  children: ReactNode
}

function Card({ icon: Icon, title, hint, isWide, children }: CardProps) {
  return (
    <section
      className={`border-line bg-raised min-w-0 rounded-xl border p-5 ${isWide ? "md:col-span-2" : ""}`}
    >
      <h2 className="flex items-center gap-2 font-semibold">
        <Icon className="text-accent size-5" aria-hidden /> {title}
      </h2>
      <p className="text-soft mt-1 mb-3">{hint}</p>
      {children}
    </section>
  )
}

function Curl() {
  const body = `{"customer": {"name": "Ava"}, "text": "My card is blocked!"}`
  const line = `curl ${window.location.origin}/api/v1/tickets \\\n  -H 'Content-Type: application/json' \\\n  -d '${body}'`
  return (
    <pre tabIndex={0} aria-label="curl" className="bg-sunk mb-3 overflow-x-auto rounded-md p-3 text-xs">
      <code>{line}</code>
    </pre>
  )
}
