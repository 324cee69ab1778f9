import { useState } from "react"
import { useQuery } from "@tanstack/react-query"
import { Avatar } from "@/components/avatar"
import { Badge } from "@/components/badge"
import { Button } from "@/components/button"
import { CopyBox } from "@/components/copy-box"
import { Select } from "@/components/field"
import { ProblemNote } from "@/components/problem-note"
import { api, ask, type Schemas } from "@/lib/api"
import { useSession } from "@/lib/data/session"
import * as words from "@/lib/words"
import { Line, Lines, Section } from "./frame"
import { useDoing } from "./use-doing"

type Account = Schemas["AccountOut"]

const ACCOUNTS = ["accounts"] as const
const { people } = words.settings

function useChangeAccount() {
  return useDoing(
    ({ account, change }: { account: Account; change: Schemas["AccountPatch"] }) =>
      ask(
        api.PATCH("/api/v1/accounts/{account_id}", {
          params: { path: { account_id: account.id }, header: { "If-Match": `"${account.version}"` } },
          body: change,
        }),
      ),
    [ACCOUNTS],
    ({ change }, done) => {
      if (change.role) return { text: people.roleDone(done.name, people.roles[done.role] ?? done.role) }
      return { text: change.disabled ? people.disabledDone(done.name) : people.enabledDone(done.name) }
    },
  )
}

/** Everybody who has an account: their role, whether they may come in, a link for a new password. */
export function Accounts() {
  const me = useSession()?.account?.id
  const [link, setLink] = useState<string | null>(null)
  const found = useQuery({
    queryKey: ACCOUNTS,
    queryFn: async ({ signal }) =>
      (await ask(api.GET("/api/v1/accounts", { params: { query: { limit: 100 } }, signal }))).items,
  })
  const change = useChangeAccount()
  const offer = useDoing(
    (account_id: number) =>
      ask(api.POST("/api/v1/accounts/{account_id}/password-reset", { params: { path: { account_id } } })),
    [],
  )
  return (
    <Section title={people.accounts}>
      {found.error && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {link && <CopyBox label={people.newPassword} hint={people.link} text={link} />}
      <Lines>
        {found.data?.map((one) => (
          <OneAccount
            key={one.id}
            account={one}
            isMe={one.id === me}
            onChange={(given) => change.mutate({ account: one, change: given })}
            onLink={() =>
              offer.mutate(one.id, { onSuccess: ({ path }) => setLink(window.location.origin + path) })
            }
          />
        ))}
      </Lines>
    </Section>
  )
}

interface OneAccountProps {
  account: Account
  isMe: boolean
  onChange: (change: Schemas["AccountPatch"]) => void
  onLink: () => void
}

function OneAccount({ account, isMe, onChange, onLink }: OneAccountProps) {
  const buttons = (
    <div className="flex flex-wrap items-center gap-2">
      <div className="w-28">
        <Select
          label={`${people.role}: ${account.name}`}
          hidesLabel
          value={account.role}
          onChange={(event) => onChange({ role: event.target.value as Schemas["Role"] })}
        >
          {Object.entries(people.roles).map(([role, title]) => (
            <option key={role} value={role}>
              {title}
            </option>
          ))}
        </Select>
      </div>
      <Button size="small" onClick={onLink}>
        {people.newPassword}
      </Button>
      {!isMe && (
        <Button size="small" onClick={() => onChange({ disabled: !account.disabled })}>
          {account.disabled ? people.enable : people.disable}
        </Button>
      )}
    </div>
  )
  return (
    <Line actions={buttons}>
      <div className="flex items-center gap-2.5">
        <Avatar name={account.name} />
        <div className="min-w-0">
          <p className="truncate font-medium">
            {account.name} {account.disabled && <Badge tone="danger">{people.disabled}</Badge>}
          </p>
          <p className="text-soft truncate text-xs">{account.email}</p>
        </div>
      </div>
    </Line>
  )
}
