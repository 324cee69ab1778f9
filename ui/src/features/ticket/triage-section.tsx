import { Highlighter } from "lucide-react"
import { IconButton } from "@/components/icon-button"
import type { Schemas, Ticket } from "@/lib/api"
import * as words from "@/lib/words"
import { fieldOf } from "./any-field"
import { FIELD_KEYS } from "./fields"
import { toggleAllMarks, useMarking } from "./marking"
import { Section } from "./section"
import { TriageField } from "./triage-field"

const { triage, actions } = words.ticket

/** What the desk thinks of the ticket: each field with its odds, its reasons, and how to correct it. */
export function TriageSection({ ticket, verdict }: { ticket: Ticket; verdict: Schemas["Verdict"] }) {
  const { showsAll } = useMarking()
  return (
    <Section
      name="triage"
      title={triage.title}
      aside={
        <IconButton
          icon={Highlighter}
          label={actions.marks}
          keys="W"
          aria-pressed={showsAll}
          className={showsAll ? "bg-mark text-ink -my-1" : "-my-1"}
          onClick={toggleAllMarks}
        />
      }
    >
      {verdict.next_action.value && (
        <p className="bg-accent-soft text-accent-ink mb-2 rounded-md px-2.5 py-1.5 text-[0.8125rem]">
          <span className="font-semibold">{triage.nextStep}</span> {verdict.next_action.value}
        </p>
      )}
      <ul className="flex flex-col">
        {FIELD_KEYS.map(([name, keys]) => {
          const field = fieldOf(verdict, name)
          const isHidden = name === "scope" && ticket.scope === "in_scope" && field?.decided_by !== "human"
          if (!field || isHidden) return null
          return (
            <TriageField key={name} name={name} ticket={ticket} field={field} {...(keys ? { keys } : {})} />
          )
        })}
      </ul>
    </Section>
  )
}
