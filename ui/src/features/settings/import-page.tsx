import { useMay } from "@/lib/data/session"
import * as words from "@/lib/words"
import { Section, SettingsFrame } from "./frame"
import { ImportForm } from "./import-form"

const LINK = "text-accent font-medium underline underline-offset-2"
const text = words.settings.import

/** Tickets in, and tickets out, as files. */
export default function ImportPage() {
  const mayLead = useMay("lead")
  return (
    <SettingsFrame title={words.settings.pages.import} hint={mayLead ? null : words.settings.needsLead}>
      {mayLead && (
        <Section title={text.title} hint={text.hint}>
          <ImportForm />
        </Section>
      )}
      {mayLead && (
        <Section title={text.exportTitle} hint={text.exportHint}>
          <ul className="flex gap-4">
            <li>
              <a className={LINK} href="/api/v1/exports/tickets?form=jsonl" download>
                {text.jsonl}
              </a>
            </li>
            <li>
              <a className={LINK} href="/api/v1/exports/tickets?form=csv" download>
                {text.csv}
              </a>
            </li>
          </ul>
        </Section>
      )}
    </SettingsFrame>
  )
}
