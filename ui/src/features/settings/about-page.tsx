import { useQuery } from "@tanstack/react-query"
import { ProblemNote } from "@/components/problem-note"
import { Spinner } from "@/components/spinner"
import { api, ask } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import * as words from "@/lib/words"
import { SettingsFrame } from "./frame"

const LINK = "text-accent font-medium underline underline-offset-2"

/** What this desk is, for whoever hosts it or asks for help. */
export default function AboutPage() {
  const desk = useQuery({
    queryKey: keys.desk,
    queryFn: ({ signal }) => ask(api.GET("/api/v1/desk", { signal })),
  })
  return (
    <SettingsFrame title={words.settings.pages.about}>
      {desk.isPending && <Spinner label={words.common.loading} />}
      {desk.error && <ProblemNote error={desk.error} retry={() => void desk.refetch()} />}
      {desk.data && <Facts facts={desk.data} />}
      <ul className="flex gap-4">
        <li>
          <a className={LINK} href="/docs">
            {words.settings.about.docs}
          </a>
        </li>
        <li>
          <a className={LINK} href="/metrics">
            {words.settings.about.metrics}
          </a>
        </li>
        <li>
          <a className={LINK} href="/health">
            {words.settings.about.health}
          </a>
        </li>
      </ul>
    </SettingsFrame>
  )
}

function Facts({ facts }: { facts: object }) {
  return (
    <dl className="border-line grid grid-cols-[max-content_1fr] gap-x-6 gap-y-2 rounded-lg border p-4">
      {Object.entries(facts).map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-soft">{words.settings.about.names[name] ?? name}</dt>
          <dd className="font-medium">{told(name, value)}</dd>
        </div>
      ))}
    </dl>
  )
}

function told(name: string, value: unknown): string {
  if (typeof value === "boolean") return value ? words.common.yes : words.common.no
  if (name === "mode") return words.settings.about.modes[String(value)] ?? String(value)
  return value === null ? "–" : String(value)
}
