import { useState } from "react"
import type { QueryKey } from "@tanstack/react-query"
import { Button } from "@/components/button"
import { TextField } from "@/components/field"
import { Toggle } from "@/components/toggle"
import { api, ask, type Schemas } from "@/lib/api"
import { useMay } from "@/lib/data/session"
import * as words from "@/lib/words"
import { useDoing } from "./use-doing"

type Scope = Schemas["Scope"]

const SCOPES: readonly Scope[] = ["intake", "read", "work", "admin"]

interface NewKeyProps {
  old: QueryKey
  onMade: (token: string) => void
}

/** Asks what a key is for and what it may do. */
export function NewKey({ old, onMade }: NewKeyProps) {
  const text = words.settings.keys
  const isAdmin = useMay("admin")
  const [name, setName] = useState("")
  const [scopes, setScopes] = useState<readonly Scope[]>(["intake"])
  const [isForDesk, setForDesk] = useState(false)
  const make = useDoing((body: Schemas["KeyGiven"]) => ask(api.POST("/api/v1/keys", { body })), [old])
  const toggle = (scope: Scope) =>
    setScopes(scopes.includes(scope) ? scopes.filter((one) => one !== scope) : [...scopes, scope])
  return (
    <form
      className="border-line flex flex-col gap-4 rounded-lg border p-4"
      onSubmit={(event) => {
        event.preventDefault()
        const body = { name: name.trim(), scopes: [...scopes], for_desk: isForDesk }
        make.mutate(body, {
          onSuccess: ({ token }) => {
            setName("")
            onMade(token)
          },
        })
      }}
    >
      <TextField
        label={text.name}
        placeholder={text.namePlaceholder}
        required
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <fieldset className="flex flex-col gap-1.5">
        <legend className="mb-1 font-medium">{text.scopes}</legend>
        {SCOPES.map((scope) => (
          <label key={scope} className="flex items-center gap-2">
            <input type="checkbox" checked={scopes.includes(scope)} onChange={() => toggle(scope)} />
            {text.scope[scope]}
          </label>
        ))}
      </fieldset>
      {isAdmin && (
        <Toggle label={text.forDesk} hint={text.forDeskHint} checked={isForDesk} onChange={setForDesk} />
      )}
      <Button
        type="submit"
        look="primary"
        className="self-start"
        disabled={make.isPending || scopes.length === 0 || !name.trim()}
      >
        {text.make}
      </Button>
    </form>
  )
}
