import { useQuery } from "@tanstack/react-query"
import { Badge } from "@/components/badge"
import { Button } from "@/components/button"
import { ProblemNote } from "@/components/problem-note"
import { api, ask, type Schemas } from "@/lib/api"
import { useMay } from "@/lib/data/session"
import { formatMoment, formatNumber, formatShort } from "@/lib/formats"
import * as words from "@/lib/words"
import { Line, Lines, Section } from "./frame"
import { useDoing } from "./use-doing"

const MODELS = ["models"] as const
const text = words.settings.triage

/** Every model that was trained: which one answers, which were refused, and why. */
export function Models() {
  const mayLead = useMay("lead")
  const found = useQuery({
    queryKey: MODELS,
    queryFn: ({ signal }) => ask(api.GET("/api/v1/models", { params: { query: { limit: 10 } }, signal })),
    refetchInterval: (query) => (query.state.data?.training === "none" ? false : 2_000),
  })
  const train = useDoing(() => ask(api.POST("/api/v1/models")), [MODELS])
  return (
    <Section title={text.models}>
      {found.error && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {found.data && (
        <div className="flex flex-wrap items-center gap-3" role="status">
          <Badge>{text.examples(formatNumber(found.data.examples))}</Badge>
          {found.data.training !== "none" && (
            <Badge tone="accent">{text.training(found.data.training)}</Badge>
          )}
          {mayLead && (
            <Button
              size="small"
              disabled={train.isPending || found.data.training !== "none"}
              onClick={() => train.mutate(undefined)}
            >
              {text.trainNow}
            </Button>
          )}
        </div>
      )}
      {found.data?.items.length === 0 && <p className="text-soft">{text.noModels}</p>}
      {found.data && found.data.items.length > 0 && (
        <Lines>
          {found.data.items.map((one) => (
            <OneModel key={one.version} model={one} mayLead={mayLead} />
          ))}
        </Lines>
      )}
    </Section>
  )
}

function OneModel({ model, mayLead }: { model: Schemas["ModelOut"]; mayLead: boolean }) {
  const promote = useDoing(
    (version: number) =>
      ask(api.POST("/api/v1/models/{version}/promotion", { params: { path: { version } } })),
    [MODELS],
    (version) => ({ text: text.wentBack(version) }),
  )
  const canGoBack = mayLead && model.state === "retired" && model.kept
  return (
    <Line
      actions={
        canGoBack && (
          <Button size="small" onClick={() => promote.mutate(model.version)}>
            {text.goBack}
          </Button>
        )
      }
    >
      <p className="flex flex-wrap items-center gap-2 font-medium">
        {model.version}
        <Badge tone={model.state === "active" ? "good" : model.state === "refused" ? "danger" : "plain"}>
          {model.state === "active" ? text.inForce : model.state}
        </Badge>
        <span className="text-soft text-xs font-normal" title={formatMoment(model.made_at)}>
          {formatShort(model.made_at)} · {text.examples(formatNumber(model.examples))} · {model.encoder}
        </span>
      </p>
      <p className="text-soft text-xs">{model.sentence}</p>
    </Line>
  )
}
