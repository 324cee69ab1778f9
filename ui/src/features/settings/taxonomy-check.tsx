import { useQuery } from "@tanstack/react-query"
import { ProblemNote } from "@/components/problem-note"
import { Spinner } from "@/components/spinner"
import { api, ask } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import * as words from "@/lib/words"
import { Section } from "./frame"

const text = words.settings.taxonomy

/** Which categories are hard to tell apart, and which phrases stand in the wrong place. */
export function TaxonomyCheck() {
  const found = useQuery({
    queryKey: [...keys.taxonomy, "check"],
    queryFn: ({ signal }) => ask(api.GET("/api/v1/taxonomy/check", { signal })),
    staleTime: 60_000,
  })
  const { overlaps = [], strays = [] } = found.data ?? {}
  return (
    <Section title={text.check} hint={text.checkHint}>
      {found.isPending && <Spinner label={words.common.loading} />}
      {found.error && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {found.data && overlaps.length + strays.length === 0 && <p className="text-soft">{text.checkNone}</p>}
      <ul className="flex flex-col gap-2">
        {overlaps.map((one) => (
          <li key={`${one.first} ${one.second}`}>
            <p className="font-medium">{text.alike(one.first, one.second)}</p>
            <p className="text-soft text-xs">{one.sentence}</p>
          </li>
        ))}
        {strays.map((one) => (
          <li key={`${one.category} ${one.phrase}`}>
            <p className="font-medium">{text.stray(one.phrase, one.category, one.nearer_to)}</p>
            <p className="text-soft text-xs">{one.sentence}</p>
          </li>
        ))}
      </ul>
    </Section>
  )
}
