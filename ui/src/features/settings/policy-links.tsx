import { useState } from "react"
import { Button } from "@/components/button"
import { TextArea } from "@/components/field"
import type { Schemas } from "@/lib/api"
import * as words from "@/lib/words"
import { linesOf } from "./category-edit"
import { Section } from "./frame"
import { useChangePolicy } from "./use-change-policy"

const text = words.settings.policy

/** Where replies may link to. */
export function PolicyLinks({ policy, isAdmin }: { policy: Schemas["PolicyOut"]; isAdmin: boolean }) {
  const [typed, setTyped] = useState(policy.links?.join("\n") ?? "")
  const change = useChangePolicy(policy.version, text.linksSaved)
  return (
    <Section title={text.links} hint={text.linksHint}>
      <form
        className="flex flex-col items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          const links = linesOf(typed)
          change.mutate({ links: links.length > 0 ? links : null })
        }}
      >
        <div className="w-full">
          <TextArea
            label={text.links}
            hidesLabel
            disabled={!isAdmin}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
        {isAdmin && (
          <Button type="submit" disabled={change.isPending}>
            {words.common.save}
          </Button>
        )}
      </form>
    </Section>
  )
}
