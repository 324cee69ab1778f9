import { useState } from "react"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { Button } from "@/components/button"
import { ProblemNote } from "@/components/problem-note"
import { api, ask, type Schemas } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import { useNames } from "@/lib/data/names"
import { useMay } from "@/lib/data/session"
import { formatPercent } from "@/lib/formats"
import { useLater } from "@/lib/use-later"
import * as words from "@/lib/words"
import { CoverageCurve } from "./coverage-curve"
import { Section } from "./frame"
import { useDoing } from "./use-doing"

/** A language's name that stands for all of them. */
const EVERY = "*"
const PROMISE = ["promise"] as const
const text = words.settings.triage

function useOffer(asked: number | null) {
  return useQuery({
    queryKey: [...PROMISE, asked],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      ask(api.GET("/api/v1/promise", { params: { query: asked === null ? {} : { asked } }, signal })),
  })
}

/** What a promised precision buys, for each field, before it is promised. */
export function PromiseSection() {
  const isAdmin = useMay("admin")
  const [asked, setAsked] = useState<number | null>(null)
  const offer = useOffer(useLater(asked))
  const keep = useDoing(
    (promise: number) => ask(api.PATCH("/api/v1/settings", { body: { promise } })),
    [PROMISE, keys.settings],
    (promise) => ({ text: text.kept(formatPercent(promise)) }),
  )
  const shown = asked ?? offer.data?.in_force ?? 0.95
  return (
    <Section title={text.promise} hint={text.promiseHint}>
      {offer.error && <ProblemNote error={offer.error} retry={() => void offer.refetch()} />}
      <div className="flex flex-wrap items-center gap-3">
        <label className="flex min-w-64 flex-1 items-center gap-3">
          <span className="font-medium">{text.ask}</span>
          <input
            type="range"
            min={0.5}
            max={0.99}
            step={0.01}
            disabled={!isAdmin}
            value={shown}
            aria-valuetext={formatPercent(shown)}
            onChange={(event) => setAsked(Number(event.target.value))}
            className="accent-accent flex-1"
          />
          <output className="w-12 text-right font-semibold">{formatPercent(shown)}</output>
        </label>
        {isAdmin && (
          <Button
            look="primary"
            disabled={keep.isPending || asked === null || asked === offer.data?.in_force}
            onClick={() => keep.mutate(shown)}
          >
            {text.keep}
          </Button>
        )}
      </div>
      {offer.data?.fields.length === 0 && <p className="text-soft">{text.noFields}</p>}
      <div className="grid gap-4 sm:grid-cols-2">
        {offer.data?.fields.map((one) => (
          <Bought key={`${one.field} ${one.language}`} bought={one} />
        ))}
      </div>
    </Section>
  )
}

function Bought({ bought }: { bought: Schemas["BoughtOut"] }) {
  const names = useNames()
  const { promise, field, language } = bought
  return (
    <figure className="border-line flex flex-col gap-2 rounded-lg border p-4">
      <figcaption className="font-medium">
        {text.curveOf(
          names.field(field),
          language === EVERY ? text.everyLanguage : names.value("language", language),
        )}
      </figcaption>
      <p className="text-soft text-xs">{promise.sentence}</p>
      <CoverageCurve promise={promise} />
    </figure>
  )
}
