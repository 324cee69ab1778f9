import { useState } from "react"
import { useQuery } from "@tanstack/react-query"
import { Button } from "@/components/button"
import { CopyBox } from "@/components/copy-box"
import { Select, TextField } from "@/components/field"
import { ProblemNote } from "@/components/problem-note"
import { api, ask, type Schemas } from "@/lib/api"
import { formatRelative } from "@/lib/formats"
import * as words from "@/lib/words"
import { Line, Lines, Section } from "./frame"
import { useDoing } from "./use-doing"

const INVITATIONS = ["invitations"] as const
const { people } = words.settings

/** Who was invited and has not come yet; a link for one more. */
export function Invitations() {
  const found = useQuery({
    queryKey: INVITATIONS,
    queryFn: async ({ signal }) =>
      (await ask(api.GET("/api/v1/invitations", { params: { query: { limit: 100 } }, signal }))).items,
  })
  const withdraw = useDoing(
    (invitation_id: number) =>
      ask(api.DELETE("/api/v1/invitations/{invitation_id}", { params: { path: { invitation_id } } })),
    [INVITATIONS],
    () => ({ text: people.withdrawn }),
  )
  return (
    <Section title={people.invitations}>
      {found.error && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {found.data && found.data.length > 0 && (
        <Lines>
          {found.data.map((one) => (
            <Line
              key={one.id}
              actions={
                <Button size="small" onClick={() => withdraw.mutate(one.id)}>
                  {people.withdraw}
                </Button>
              }
            >
              <p>{people.invited(one.name || one.email, one.invited_by)}</p>
              <p className="text-soft text-xs">
                {one.email} · {people.roles[one.role] ?? one.role} · {formatRelative(one.expires_at)}
              </p>
            </Line>
          ))}
        </Lines>
      )}
      <Invite />
    </Section>
  )
}

function Invite() {
  const [email, setEmail] = useState("")
  const [role, setRole] = useState<Schemas["Role"]>("agent")
  const [link, setLink] = useState<string | null>(null)
  const invite = useDoing(
    (body: Schemas["InvitationGiven"]) => ask(api.POST("/api/v1/invitations", { body })),
    [INVITATIONS],
  )
  return (
    <>
      {link && <CopyBox label={people.invite} hint={people.link} text={link} />}
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          invite.mutate(
            { email: email.trim(), role },
            {
              onSuccess: ({ path }) => {
                setLink(window.location.origin + path)
                setEmail("")
              },
            },
          )
        }}
      >
        <div className="min-w-56 flex-1">
          <TextField
            label={people.email}
            type="email"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </div>
        <div className="min-w-40">
          <Select
            label={people.role}
            value={role}
            onChange={(event) => setRole(event.target.value as Schemas["Role"])}
          >
            {Object.entries(people.roles).map(([value, title]) => (
              <option key={value} value={value}>
                {title}: {people.roleHints[value]}
              </option>
            ))}
          </Select>
        </div>
        <Button type="submit" disabled={invite.isPending}>
          {people.inviteMake}
        </Button>
      </form>
    </>
  )
}
