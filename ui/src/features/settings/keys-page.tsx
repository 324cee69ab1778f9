import { useState } from "react"
import { useQuery } from "@tanstack/react-query"
import { Badge } from "@/components/badge"
import { Button } from "@/components/button"
import { CopyBox } from "@/components/copy-box"
import { ProblemNote } from "@/components/problem-note"
import { api, ask } from "@/lib/api"
import { formatRelative } from "@/lib/formats"
import * as words from "@/lib/words"
import { Line, Lines, Section, SettingsFrame } from "./frame"
import { NewKey } from "./new-key"
import { useDoing } from "./use-doing"

const KEYS = ["keys"] as const

/** Keys for programs; a key's words are seen once. */
export default function KeysPage() {
  const text = words.settings.keys
  const [token, setToken] = useState<string | null>(null)
  const found = useQuery({
    queryKey: KEYS,
    queryFn: async ({ signal }) =>
      (await ask(api.GET("/api/v1/keys", { params: { query: { limit: 100 } }, signal }))).items,
  })
  const revoke = useDoing(
    ({ id }: { id: number; name: string }) =>
      ask(api.DELETE("/api/v1/keys/{key_id}", { params: { path: { key_id: id } } })),
    [KEYS],
    ({ name }) => ({ text: text.revoked(name) }),
  )
  return (
    <SettingsFrame title={words.settings.pages.keys} hint={text.hint}>
      <Section title={text.make}>
        <NewKey old={KEYS} onMade={setToken} />
        {token && <CopyBox label={text.token} hint={words.settings.copyOnce} text={token} />}
        {token && <CopyBox label={text.example} text={exampleOf(token)} />}
      </Section>
      <Section title={words.settings.pages.keys}>
        {found.error && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
        {found.data?.length === 0 && <p className="text-soft">{text.none}</p>}
        {found.data && found.data.length > 0 && (
          <Lines>
            {found.data.map((one) => (
              <Line
                key={one.id}
                actions={
                  <Button size="small" look="danger" onClick={() => revoke.mutate(one)}>
                    {text.revoke}
                  </Button>
                }
              >
                <p className="flex flex-wrap items-center gap-2 font-medium">
                  {one.name}
                  {one.scopes.map((scope) => (
                    <Badge key={scope}>{scope}</Badge>
                  ))}
                  {one.account_id === null && <Badge tone="accent">{text.ofDesk}</Badge>}
                </p>
                <p className="text-soft text-xs">
                  {one.hint}… · {one.last_used_at ? text.used(formatRelative(one.last_used_at)) : text.never}
                </p>
              </Line>
            ))}
          </Lines>
        )}
      </Section>
    </SettingsFrame>
  )
}

function exampleOf(token: string): string {
  const address = `${window.location.origin}/api/v1/tickets`
  return `curl ${address} -H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json' -d '{"customer": {"name": "Ava"}, "text": "My card is blocked!"}'`
}
