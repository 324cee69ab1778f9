import { useState } from "react"
import { Link } from "@tanstack/react-router"
import { useMutation, useQuery } from "@tanstack/react-query"
import { Button } from "@/components/button"
import { TextField } from "@/components/field"
import { PasswordField } from "@/components/password-field"
import { PlainPage } from "@/components/plain-page"
import { api, ask } from "@/lib/api"
import { sessionQuery, useNewSession } from "@/lib/data/session"
import * as words from "@/lib/words"

function useSignIn(onDone: () => void) {
  const renew = useNewSession()
  return useMutation({
    mutationFn: (body: { email: string; password: string }) => ask(api.POST("/api/v1/session", { body })),
    onSuccess: async () => {
      await renew()
      onDone()
    },
  })
}

/** Who has an account comes in here. */
export function SignInPage({ onDone }: { onDone: () => void }) {
  const { data: session } = useQuery(sessionQuery)
  const [email, setEmail] = useState("")
  const [password, setPassword] = useState("")
  const signIn = useSignIn(onDone)
  if (session?.mode === "local") return <NobodyNeedsTo />
  return (
    <PlainPage title={words.session.signInTitle} hint={words.session.signInHint}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          signIn.mutate({ email: email.trim(), password })
        }}
      >
        <TextField
          label={words.session.email}
          type="email"
          autoComplete="username"
          required
          value={email}
          problem={signIn.error?.message ?? null}
          onChange={(event) => setEmail(event.target.value)}
        />
        <PasswordField
          label={words.session.password}
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
        />
        <Button type="submit" look="primary" disabled={signIn.isPending}>
          {signIn.isPending ? words.session.signingIn : words.session.signIn}
        </Button>
        <p className="text-soft text-xs">{words.session.forgotten}</p>
      </form>
    </PlainPage>
  )
}

function NobodyNeedsTo() {
  return (
    <PlainPage title={words.session.localTitle} hint={words.session.localHint}>
      <Link to="/inbox" search={{}} className="text-accent font-medium underline">
        {words.common.toInbox}
      </Link>
    </PlainPage>
  )
}
