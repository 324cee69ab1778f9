import { useMay, useSession } from "@/lib/data/session"
import * as words from "@/lib/words"
import { Accounts } from "./accounts"
import { FirstAccount } from "./first-account"
import { SettingsFrame } from "./frame"
import { Invitations } from "./invitations"
import { Teams } from "./teams"

/** Who works here. At a desk without accounts: how it is given to a team. */
export default function PeoplePage() {
  const isLocal = useSession()?.mode === "local"
  const isAdmin = useMay("admin")
  const { pages, needsAdmin } = words.settings
  return (
    <SettingsFrame title={pages.people} hint={isAdmin ? null : needsAdmin}>
      {isLocal && <FirstAccount />}
      {!isLocal && isAdmin && <Accounts />}
      {!isLocal && isAdmin && <Invitations />}
      <Teams />
    </SettingsFrame>
  )
}
