import { useQuery } from "@tanstack/react-query"
import { ProblemNote } from "@/components/problem-note"
import { Spinner } from "@/components/spinner"
import { api, ask } from "@/lib/api"
import { useMay } from "@/lib/data/session"
import * as words from "@/lib/words"
import { Section, SettingsFrame } from "./frame"
import { PolicyLinks } from "./policy-links"
import { PolicyRules } from "./policy-rules"
import { PolicyTry } from "./policy-try"
import { POLICY } from "./use-change-policy"

const text = words.settings.policy

/** What replies may not say, and what happens when they do. */
export default function PolicyPage() {
  const isAdmin = useMay("admin")
  const found = useQuery({
    queryKey: POLICY,
    queryFn: ({ signal }) => ask(api.GET("/api/v1/policy", { signal })),
  })
  if (found.isPending)
    return (
      <div className="p-8">
        <Spinner label={words.common.loading} />
      </div>
    )
  if (found.error) return <ProblemNote error={found.error} retry={() => void found.refetch()} />
  return (
    <SettingsFrame title={words.settings.pages.policy} hint={isAdmin ? text.hint : words.settings.needsAdmin}>
      <PolicyTry />
      <Section title={words.settings.pages.policy}>
        <PolicyRules policy={found.data} isAdmin={isAdmin} />
      </Section>
      <PolicyLinks key={found.data.version} policy={found.data} isAdmin={isAdmin} />
    </SettingsFrame>
  )
}
