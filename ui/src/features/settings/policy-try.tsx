import { useState } from "react"
import { useQuery } from "@tanstack/react-query"
import { Badge } from "@/components/badge"
import { TextArea } from "@/components/field"
import { Marked } from "@/components/marked"
import { api, ask } from "@/lib/api"
import { useLater } from "@/lib/use-later"
import * as words from "@/lib/words"
import { Section } from "./frame"

const text = words.settings.policy

/** Type a reply, and see what the policy says of it. */
export function PolicyTry() {
  const [typed, setTyped] = useState("")
  const draft = useLater(typed, 400)
  const { data } = useQuery({
    queryKey: ["policy", "try", draft],
    enabled: draft.trim() !== "",
    queryFn: ({ signal }) => ask(api.POST("/api/v1/policy/check", { body: { draft }, signal })),
  })
  const found = typed.trim() ? data : undefined
  const own = found?.findings.filter((one) => one.source === "draft") ?? []
  return (
    <Section title={text.tryTitle}>
      <TextArea
        label={text.tryLabel}
        hidesLabel
        value={typed}
        placeholder={text.tryLabel}
        onChange={(event) => setTyped(event.target.value)}
      />
      <div role="status" className="flex flex-col gap-2">
        {found?.findings.length === 0 && <Badge tone="good">{text.fine}</Badge>}
        {own.length > 0 && (
          <p className="whitespace-pre-wrap">
            <Marked text={draft} spans={own.map((one) => [one.start, one.end])} />
          </p>
        )}
        <ul className="flex flex-col gap-1">
          {found?.findings.map((one) => (
            <li key={`${one.rule} ${one.start}`}>
              <Badge tone="warn">{text.actions[one.action] ?? one.action}</Badge> {one.reason}{" "}
              {one.wording && <q className="text-soft">{one.wording}</q>}
            </li>
          ))}
        </ul>
      </div>
    </Section>
  )
}
