import { useNavigate } from "@tanstack/react-router"
import {
  AlarmClock,
  CheckCheck,
  CircleDot,
  Hourglass,
  Inbox,
  Moon,
  Sparkles,
  User,
  UserRoundX,
  type LucideIcon,
} from "lucide-react"
import { useActions } from "@/lib/actions"
import { useCounts } from "@/lib/data/counts"
import { VIEWS, type View } from "@/lib/inbox-search"
import * as words from "@/lib/words"
import { usePlace } from "./use-place"
import { ViewLink } from "./view-link"

/** Each view's picture, and the letter that follows G. */
const LOOKS: Record<View, { icon: LucideIcon; letter: string }> = {
  open: { icon: CircleDot, letter: "O" },
  mine: { icon: User, letter: "M" },
  unassigned: { icon: UserRoundX, letter: "U" },
  at_risk: { icon: AlarmClock, letter: "R" },
  needs_person: { icon: Sparkles, letter: "P" },
  waiting: { icon: Hourglass, letter: "W" },
  snoozed: { icon: Moon, letter: "Z" },
  resolved: { icon: CheckCheck, letter: "D" },
  all: { icon: Inbox, letter: "A" },
}

/** The views that every desk has. */
export function BuiltInViews() {
  const counts = useCounts()
  const navigate = useNavigate()
  const { isAt, sort } = usePlace()
  const { views } = words.inbox
  useActions(
    VIEWS.map((view) => ({
      id: `views.${view}`,
      title: views[view],
      group: views.goTo,
      icon: LOOKS[view].icon,
      keys: `G ${LOOKS[view].letter}`,
      run: () => void navigate({ to: "/inbox", search: { view, ...sort } }),
    })),
  )
  return (
    <ul aria-label={views.label} className="flex flex-col gap-px">
      {VIEWS.map((view) => {
        const count = counts.view(view)
        const Icon = LOOKS[view].icon
        return (
          <ViewLink
            key={view}
            search={{ view }}
            isCurrent={isAt({ view })}
            title={views[view]}
            sign={<Icon className={signClass(view, count)} aria-hidden />}
            count={count}
            isAlarming={view === "at_risk"}
          />
        )
      })}
    </ul>
  )
}

function signClass(view: View, count: number | null): string {
  return view === "at_risk" && count ? "size-4 text-danger" : "size-4"
}
