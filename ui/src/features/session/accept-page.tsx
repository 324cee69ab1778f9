import { useEffect, useState } from "react"
import { useMutation } from "@tanstack/react-query"
import { Button } from "@/components/button"
import { TextField } from "@/components/field"
import { PasswordField } from "@/components/password-field"
import { PlainPage } from "@/components/plain-page"
import { api, ask } from "@/lib/api"
import { useNewSession } from "@/lib/data/session"
import * as words from "@/lib/words"

const SHORTEST = 10

function useAccept(onDone: () => void) {
  const renew = useNewSession()
  return useMutation({
    mutationFn: ({ token, name, password }: { token: string; name: string; password: string }) =>
      ask(api.POST("/api/v1/invitations/accept", { body: { token, password, ...(name ? { name } : {}) } })),
    onSuccess: async () => {
      await renew()
      onDone()
    },
  })
}

/** The code stands behind the # of the link, where no server and no log sees it; it leaves the address at once. */
function useCode() {
  const [code, setCode] = useState(() => window.location.hash.slice(1))
  useEffect(() => {
    if (window.location.hash) window.history.replaceState(window.history.state, "", window.location.pathname)
  }, [])
  return [code, setCode] as const
}

/** Who was invited, or gets a new password, comes in here. */
export function AcceptPage({ onDone }: { onDone: () => void }) {
  const [token, setToken] = useCode()
  const [hasCode] = useState(token !== "")
  const [name, setName] = useState("")
  const [password, setPassword] = useState("")
  const accept = useAccept(onDone)
  return (
    <PlainPage title={words.session.acceptTitle} hint={words.session.acceptHint}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          accept.mutate({ token: token.trim(), name: name.trim(), password })
        }}
      >
        {!hasCode && (
          <TextField
            label={words.session.code}
            hint={words.session.codeHint}
            required
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        )}
        <TextField
          label={words.session.name}
          autoComplete="name"
          value={name}
          problem={accept.error?.message ?? null}
          onChange={(event) => setName(event.target.value)}
        />
        <PasswordField
          label={words.session.newPassword}
          hint={words.session.passwordHint}
          autoComplete="new-password"
          minLength={SHORTEST}
          value={password}
          onChange={setPassword}
        />
        <Button type="submit" look="primary" disabled={accept.isPending}>
          {words.session.accept}
        </Button>
      </form>
    </PlainPage>
  )
}
