import { useMay } from "@/lib/data/session"
import * as words from "@/lib/words"
import { SettingsFrame } from "./frame"
import { Models } from "./models"
import { Numbers } from "./numbers"
import { PromiseSection } from "./promise-section"

/** How far the desk acts by itself, what it has learnt, and how urgency is added up. */
export default function TriagePage() {
  const isAdmin = useMay("admin")
  return (
    <SettingsFrame
      title={words.settings.pages.triage}
      hint={isAdmin ? words.settings.triage.hint : words.settings.needsAdmin}
    >
      <PromiseSection />
      <Models />
      <Numbers />
    </SettingsFrame>
  )
}
