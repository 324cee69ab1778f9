import { useState } from "react"
import type { Ticket } from "@/lib/api"
import * as words from "@/lib/words"
import { MomentDialog } from "./moment-dialog"
import { closeOverlay, useOverlay } from "./overlays"
import { TagsDialog } from "./tags-dialog"
import { useActs } from "./use-acts"

const DAY = 86_400_000
const { snooze, due } = words.ticket

/** The dialog that is asked for, if any. */
export function TicketDialogs({ ticket }: { ticket: Ticket }) {
  const name = useOverlay()?.name
  if (name === "tags") return <TagsDialog ticket={ticket} onClose={closeOverlay} />
  if (name === "snooze-moment") return <SnoozeDialog ticket={ticket} />
  if (name === "due-moment") return <DueDialog ticket={ticket} />
  return null
}

function SnoozeDialog({ ticket }: { ticket: Ticket }) {
  const acts = useActs(ticket)
  const [now] = useState(() => Date.now())
  return (
    <MomentDialog
      title={snooze.dialogTitle}
      hint={snooze.dialogHint}
      label={snooze.moment}
      action={snooze.save}
      wrong={snooze.past}
      start={new Date(now + DAY)}
      isFine={(at) => at.getTime() > now && at.getTime() < now + 365 * DAY}
      onChoose={acts.snooze}
      onClose={closeOverlay}
    />
  )
}

function DueDialog({ ticket }: { ticket: Ticket }) {
  const acts = useActs(ticket)
  return (
    <MomentDialog
      title={due.dialogTitle}
      hint={due.dialogHint}
      label={due.moment}
      action={due.save}
      wrong={due.wrong}
      start={new Date(ticket.due_at)}
      isFine={() => true}
      onChoose={acts.setDue}
      onClose={closeOverlay}
    />
  )
}
