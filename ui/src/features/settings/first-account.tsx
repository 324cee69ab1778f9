import { useState } from "react"
import { Button } from "@/components/button"
import { TextField } from "@/components/field"
import { PasswordField } from "@/components/password-field"
import { api, ask, type Schemas } from "@/lib/api"
import { useNewSession } from "@/lib/data/session"
import * as words from "@/lib/words"
import { Section } from "./frame"
import { useDoing } from "./use-doing"

/** One screen that says what an account changes, and makes the first one. */
export function FirstAccount() {
  const { people } = words.settings
  const [name, setName] = useState("")
  const [email, setEmail] = useState("")
  const [password, setPassword] = useState("")
  const renew = useNewSession()
  const make = useDoing(
    async (body: Schemas["AccountGiven"]) => {
      await ask(api.POST("/api/v1/accounts", { body }))
      await renew()
    },
    [],
    () => ({ text: people.firstMade }),
  )
  return (
    <Section title={people.firstTitle} hint={people.firstHint}>
      <ul className="flex list-disc flex-col gap-1 pl-5">
        {people.firstFacts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
      <form
        className="border-line flex max-w-md flex-col gap-3 rounded-lg border p-4"
        onSubmit={(event) => {
          event.preventDefault()
          make.mutate({ name: name.trim(), email: email.trim(), password })
        }}
      >
        <TextField
          label={people.name}
          autoComplete="name"
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label={people.email}
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <PasswordField
          label={people.password}
          hint={people.passwordHint}
          autoComplete="new-password"
          minLength={10}
          value={password}
          onChange={setPassword}
        />
        <Button type="submit" look="primary" disabled={make.isPending}>
          {people.firstMake}
        </Button>
      </form>
    </Section>
  )
}
