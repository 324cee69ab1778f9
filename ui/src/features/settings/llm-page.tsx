import { useQuery } from "@tanstack/react-query"
import { CircleCheck, CircleX } from "lucide-react"
import { Badge } from "@/components/badge"
import { Button } from "@/components/button"
import { ProblemNote } from "@/components/problem-note"
import { Spinner } from "@/components/spinner"
import { Toggle } from "@/components/toggle"
import { api, ask, type Schemas } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import { useMay } from "@/lib/data/session"
import { formatNumber } from "@/lib/formats"
import * as words from "@/lib/words"
import { Section, SettingsFrame } from "./frame"
import { LlmUsage } from "./llm-usage"
import { useDoing } from "./use-doing"

const LLM = ["llm"] as const
const text = words.settings.llm

/** The switch that lets an LLM help, who is asked, and what it has taken. */
export default function LlmPage() {
  const mayLead = useMay("lead")
  const found = useQuery({ queryKey: LLM, queryFn: ({ signal }) => ask(api.GET("/api/v1/llm", { signal })) })
  if (found.isPending)
    return (
      <div className="p-8">
        <Spinner label={words.common.loading} />
      </div>
    )
  if (found.error) return <ProblemNote error={found.error} retry={() => void found.refetch()} />
  return (
    <SettingsFrame title={words.settings.pages.llm} hint={text.hint}>
      <Switch llm={found.data} />
      <Facts llm={found.data} />
      {mayLead && <Test isReady={found.data.configured} />}
      <Section title={text.sent}>
        <ul className="flex list-disc flex-col gap-1 pl-5">
          {text.sentFacts.map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
      </Section>
      {mayLead && <LlmUsage />}
    </SettingsFrame>
  )
}

function Switch({ llm }: { llm: Schemas["LlmOut"] }) {
  const isAdmin = useMay("admin")
  const turn = useDoing(
    (use_llm: boolean) => ask(api.PATCH("/api/v1/settings", { body: { use_llm } })),
    [LLM, keys.settings, keys.desk],
    (on, _, again) => ({
      text: on ? text.turnedOn : text.turnedOff,
      undo: { title: words.common.undo, run: () => again(!on) },
    }),
  )
  return (
    <Toggle
      label={text.turn}
      hint={isAdmin ? text.turnHint : words.settings.needsAdmin}
      checked={turn.isPending ? turn.variables : llm.on}
      disabled={!isAdmin || turn.isPending}
      onChange={(on) => turn.mutate(on)}
    />
  )
}

function Facts({ llm }: { llm: Schemas["LlmOut"] }) {
  const facts: [string, string][] = [
    [text.facts.model, llm.model],
    [text.facts.host, llm.host],
    [text.facts.key, llm.has_key ? words.common.yes : words.common.no],
    [text.facts.cost, formatNumber(llm.cost)],
    [text.facts.left, llm.budget_left === null ? text.noBudget : formatNumber(llm.budget_left)],
  ]
  return (
    <Section title={text.provider} hint={llm.configured ? null : text.notConfigured}>
      <dl className="border-line grid grid-cols-[max-content_1fr] gap-x-6 gap-y-2 rounded-lg border p-4">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-soft">{name}</dt>
            <dd className="font-medium break-all">{value || "–"}</dd>
          </div>
        ))}
        <div className="contents">
          <dt className="text-soft">{text.facts.health}</dt>
          <dd>
            <Badge tone={llm.trouble ? "danger" : "plain"}>{llm.health}</Badge> {llm.trouble}
          </dd>
        </div>
      </dl>
    </Section>
  )
}

function Test({ isReady }: { isReady: boolean }) {
  const test = useDoing(() => ask(api.POST("/api/v1/llm/test")), [LLM])
  return (
    <Section title={text.test} hint={text.testHint}>
      <Button
        className="self-start"
        disabled={!isReady || test.isPending}
        onClick={() => test.mutate(undefined)}
      >
        {test.isPending ? text.testing : text.testNow}
      </Button>
      <div role="status">
        {test.data && (
          <p className={test.data.ok ? "text-good flex gap-2" : "text-danger flex gap-2"}>
            {test.data.ok ? (
              <CircleCheck className="size-5 shrink-0" aria-hidden />
            ) : (
              <CircleX className="size-5 shrink-0" aria-hidden />
            )}
            {test.data.detail || text.answered(test.data.model, formatNumber(test.data.milliseconds))}
          </p>
        )}
      </div>
    </Section>
  )
}
