import { useState } from "react"
import { useQuery } from "@tanstack/react-query"
import { Badge } from "@/components/badge"
import { Button } from "@/components/button"
import { Select } from "@/components/field"
import { PasswordField } from "@/components/password-field"
import { ProblemNote } from "@/components/problem-note"
import { Toggle } from "@/components/toggle"
import { api, ask } from "@/lib/api"
import { useSession } from "@/lib/data/session"
import { formatRelative } from "@/lib/formats"
import { prefer, preferences, type Theme } from "@/lib/preferences"
import * as words from "@/lib/words"
import { Line, Lines, Section, SettingsFrame } from "./frame"
import { useDoing } from "./use-doing"

const SESSIONS = ["sessions"] as const

/** What concerns oneself: colours and keys of this browser, password, where one is signed in. */
export default function YouPage() {
  const hasAccount = Boolean(useSession()?.account)
  const { you, pages } = words.settings
  return (
    <SettingsFrame title={pages.you} hint={hasAccount ? null : you.local}>
      <Looks />
      {hasAccount && <Password />}
      {hasAccount && <Sessions />}
    </SettingsFrame>
  )
}

function Looks() {
  const { theme, singleKeys } = preferences.use()
  const { you } = words.settings
  return (
    <Section title={you.looks}>
      <div className="max-w-60">
        <Select
          label={you.theme}
          value={theme}
          onChange={(event) => prefer({ theme: event.target.value as Theme })}
        >
          {Object.entries(words.common.theme).map(([value, title]) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </Select>
      </div>
      <Toggle
        label={you.singleKeys}
        hint={you.singleKeysHint}
        checked={singleKeys}
        onChange={(on) => prefer({ singleKeys: on })}
      />
    </Section>
  )
}

function Password() {
  const [current, setCurrent] = useState("")
  const [next, setNext] = useState("")
  const { you } = words.settings
  const change = useDoing(
    (body: { current: string; new: string }) => ask(api.PUT("/api/v1/session/password", { body })),
    [SESSIONS],
    () => ({ text: you.changed }),
  )
  return (
    <Section title={you.password}>
      <form
        className="flex max-w-sm flex-col items-start gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate(
            { current, new: next },
            {
              onSuccess: () => {
                setCurrent("")
                setNext("")
              },
            },
          )
        }}
      >
        <div className="w-full">
          <PasswordField
            label={you.current}
            autoComplete="current-password"
            value={current}
            onChange={setCurrent}
          />
        </div>
        <div className="w-full">
          <PasswordField
            label={you.next}
            hint={you.nextHint}
            autoComplete="new-password"
            minLength={10}
            value={next}
            onChange={setNext}
          />
        </div>
        <Button type="submit" disabled={change.isPending}>
          {you.change}
        </Button>
      </form>
    </Section>
  )
}

function Sessions() {
  const { you } = words.settings
  const found = useQuery({
    queryKey: SESSIONS,
    queryFn: async ({ signal }) => (await ask(api.GET("/api/v1/sessions", { signal }))).items,
  })
  const end = useDoing(
    (session_id: number) =>
      ask(api.DELETE("/api/v1/sessions/{session_id}", { params: { path: { session_id } } })),
    [SESSIONS],
    () => ({ text: you.signedOut }),
  )
  return (
    <Section title={you.sessions}>
      {found.error && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      <Lines>
        {found.data?.map((one) => (
          <Line
            key={one.id}
            actions={
              one.current ? (
                <Badge tone="good">{you.thisOne}</Badge>
              ) : (
                <Button size="small" onClick={() => end.mutate(one.id)}>
                  {you.signOutThere}
                </Button>
              )
            }
          >
            <p className="truncate" title={one.device}>
              {one.device}
            </p>
            <p className="text-soft text-xs">{you.lastUsed(formatRelative(one.last_used_at))}</p>
          </Line>
        ))}
      </Lines>
    </Section>
  )
}
