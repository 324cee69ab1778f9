import { Link } from "@tanstack/react-router"
import {
  AlarmClock,
  Bookmark,
  CheckCheck,
  CircleCheckBig,
  Hourglass,
  Inbox,
  Moon,
  SearchX,
  Sparkles,
  Tag,
  UserRound,
  Users,
  type LucideIcon,
} from "lucide-react"
import { Button } from "@/components/button"
import { EmptyState } from "@/components/empty-state"
import { useCounts } from "@/lib/data/counts"
import { useSession } from "@/lib/data/session"
import type { InboxSearch } from "@/lib/inbox-search"
import * as words from "@/lib/words"
import type { GoOn } from "./go-on"

type Kind = Exclude<keyof typeof words.inbox.empty, "search" | "desk">

const ICONS: Record<Kind, LucideIcon> = {
  open: CircleCheckBig,
  mine: UserRound,
  unassigned: Users,
  at_risk: AlarmClock,
  needs_person: Sparkles,
  waiting: Hourglass,
  snoozed: Moon,
  resolved: CheckCheck,
  all: Inbox,
  team: Users,
  category: Tag,
  saved: Bookmark,
}

/** There is nothing in this list; it says what would be, and how it gets here. */
export function EmptyList({ search, onGo }: { search: InboxSearch; onGo: GoOn }) {
  const hasNone = useCounts().view("all") === 0
  if (hasNone) return <EmptyDesk />
  if (search.q !== undefined) return <NothingFound q={search.q} search={search} onGo={onGo} />
  const kind = kindOf(search)
  const { title, text } = words.inbox.empty[kind]
  return (
    <EmptyState icon={ICONS[kind]} title={title}>
      {text}
    </EmptyState>
  )
}

function kindOf({ saved, team, category, tag, view = "open" }: InboxSearch): Kind {
  if (saved !== undefined || tag !== undefined) return "saved"
  if (team !== undefined) return "team"
  return category === undefined ? view : "category"
}

function NothingFound({ q, search, onGo }: { q: string; search: InboxSearch; onGo: GoOn }) {
  const told = words.inbox.empty.search
  const { view = "all", team, category, tag, saved } = search
  const isEverywhere = view === "all" && !team && !category && !tag && !saved
  const everywhere = {
    view: "all",
    team: undefined,
    category: undefined,
    tag: undefined,
    saved: undefined,
  } as const
  return (
    <EmptyState
      icon={SearchX}
      title={told.title(q)}
      actions={
        <>
          {!isEverywhere && (
            <Button look="primary" onClick={() => onGo(everywhere)}>
              {told.everywhere}
            </Button>
          )}
          <Button onClick={() => onGo({ q: undefined })}>{told.clear}</Button>
        </>
      }
    >
      {told.text}
    </EmptyState>
  )
}

/** The very first look: nothing has come in yet. */
function EmptyDesk() {
  const { desk } = words.inbox.empty
  const isTeam = useSession()?.mode === "team"
  return (
    <EmptyState
      icon={Inbox}
      title={desk.title}
      actions={
        <Link
          to="/welcome"
          className="bg-accent text-on-accent hover:bg-accent-hover inline-flex h-8 items-center rounded-md px-3 font-semibold"
        >
          {desk.welcome}
        </Link>
      }
    >
      <p>{desk.text}</p>
      <pre
        aria-label={desk.example}
        className="bg-sunk border-line text-ink mt-3 rounded-md border p-2 text-left text-xs break-words whitespace-pre-wrap"
      >
        {exampleOf(isTeam)}
      </pre>
    </EmptyState>
  )
}

/** A message as a program sends it to this desk. */
function exampleOf(isTeam: boolean): string {
  const lines = [
    `curl ${window.location.origin}/api/v1/tickets`,
    ...(isTeam ? [`-H 'Authorization: Bearer ${words.inbox.empty.desk.key}'`] : []),
    "-H 'Content-Type: application/json'",
    `-d '{"customer": {"email": "ava@example.com"}, "text": "${words.inbox.empty.desk.message}"}'`,
  ]
  return lines.join(" \\\n  ")
}
