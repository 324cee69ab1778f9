import { useState } from "react"
import { useQuery } from "@tanstack/react-query"
import { Button } from "@/components/button"
import { TextField } from "@/components/field"
import { ProblemNote } from "@/components/problem-note"
import { api, ask, type Schemas } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import { useMay } from "@/lib/data/session"
import * as words from "@/lib/words"
import { Section } from "./frame"
import { useDoing } from "./use-doing"

type Setting = Schemas["SettingOut"]
type Patch = Schemas["SettingsPatch"]

const text = words.settings.triage

function useSettings() {
  return useQuery({
    queryKey: keys.settings,
    queryFn: async ({ signal }) => (await ask(api.GET("/api/v1/settings", { signal }))).items,
  })
}

/** The numbers by which the desk adds up urgency, each with its meaning and how it came. */
export function Numbers() {
  const found = useSettings()
  const numbers = found.data?.filter((one) => typeof one.value === "number" && one.name !== "promise") ?? []
  return (
    <Section title={text.numbers} hint={text.numbersHint}>
      {found.error && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      <div className="border-line grid gap-4 rounded-lg border p-4 sm:grid-cols-2">
        {numbers.map((one) => (
          <OneNumber key={`${one.name} ${String(one.value)}`} setting={one} />
        ))}
      </div>
    </Section>
  )
}

/** `at_risk_minutes` as people write it. */
function titleOf(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ")
}

function OneNumber({ setting }: { setting: Setting }) {
  const isAdmin = useMay("admin")
  const [typed, setTyped] = useState(String(setting.value))
  const change = useDoing(
    (value: number | null) =>
      ask(api.PATCH("/api/v1/settings", { body: { [setting.name]: value } as Patch })),
    [keys.settings],
    (_, __, again) => ({
      text: text.changed(titleOf(setting.name)),
      undo: { title: words.common.undo, run: () => again(Number(setting.value)) },
    }),
  )
  const isOther = setting.value !== setting.default
  return (
    <form
      className="flex items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (typed !== String(setting.value)) change.mutate(Number(typed))
      }}
    >
      <div className="min-w-0 flex-1">
        <TextField
          label={titleOf(setting.name)}
          hint={setting.meaning}
          type="number"
          step="any"
          required
          disabled={!isAdmin}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      {isAdmin && (
        <div className="mt-[1.6rem] flex flex-col gap-1">
          {typed !== String(setting.value) ? (
            <Button type="submit" size="small">
              {words.common.save}
            </Button>
          ) : (
            isOther && (
              <Button size="small" onClick={() => change.mutate(null)}>
                {text.usual}
              </Button>
            )
          )}
        </div>
      )}
    </form>
  )
}
