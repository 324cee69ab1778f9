import { useState } from "react"
import { Trash2, UserPlus, X } from "lucide-react"
import { Button } from "@/components/button"
import { TextField } from "@/components/field"
import { IconButton } from "@/components/icon-button"
import { Menu } from "@/components/menu"
import { api, ask, type Schemas } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import { useAgents, useTeams } from "@/lib/data/reference"
import { useMay } from "@/lib/data/session"
import * as words from "@/lib/words"
import { Line, Lines, Section } from "./frame"
import { useDoing } from "./use-doing"

type Team = Schemas["TeamOut"]

const { people } = words.settings
const OLD = [keys.teams, keys.agents] as const

function useTeamChanges() {
  const add = useDoing(
    ({ slug, agent }: { slug: string; agent: number }) =>
      ask(
        api.PUT("/api/v1/teams/{slug}/members/{agent_id}", { params: { path: { slug, agent_id: agent } } }),
      ),
    OLD,
  )
  const remove = useDoing(
    ({ slug, agent }: { slug: string; agent: Schemas["AgentRef"] }) =>
      ask(
        api.DELETE("/api/v1/teams/{slug}/members/{agent_id}", {
          params: { path: { slug, agent_id: agent.id } },
        }),
      ),
    OLD,
    ({ slug, agent }) => ({
      text: people.removedMember(agent.name),
      undo: { title: words.common.undo, run: () => add.mutate({ slug, agent: agent.id }) },
    }),
  )
  const drop = useDoing(
    (slug: string) => ask(api.DELETE("/api/v1/teams/{slug}", { params: { path: { slug } } })),
    OLD,
  )
  return { add, remove, drop }
}

/** The teams, and who is in them. */
export function Teams() {
  const teams = useTeams()
  const mayLead = useMay("lead")
  return (
    <Section title={people.teams} hint={mayLead ? null : words.settings.needsLead}>
      <Lines>
        {teams.map((one) => (
          <OneTeam key={one.slug} team={one} mayLead={mayLead} />
        ))}
      </Lines>
      {mayLead && <NewTeam />}
    </Section>
  )
}

function OneTeam({ team, mayLead }: { team: Team; mayLead: boolean }) {
  const { add, remove, drop } = useTeamChanges()
  const others = useAgents().filter(
    (one) => !one.disabled && !team.members.some((here) => here.id === one.id),
  )
  const buttons = mayLead && (
    <>
      <Menu
        label={people.addMember}
        choices={others.map((one) => ({ value: String(one.id), title: one.name }))}
        onChoose={(value) => add.mutate({ slug: team.slug, agent: Number(value) })}
      >
        <Button size="small" disabled={others.length === 0}>
          <UserPlus className="size-4" aria-hidden /> {people.addMember}
        </Button>
      </Menu>
      <IconButton icon={Trash2} label={people.removeTeam(team.name)} onClick={() => drop.mutate(team.slug)} />
    </>
  )
  return (
    <Line actions={buttons}>
      <p className="font-medium">{team.name}</p>
      <ul className="flex flex-wrap items-center gap-x-3">
        {team.members.length === 0 && <li className="text-soft text-xs">{people.noMembers}</li>}
        {team.members.map((one) => (
          <li key={one.id} className="text-soft flex items-center text-xs">
            {one.name}
            {mayLead && (
              <IconButton
                icon={X}
                label={people.removeMember(one.name, team.name)}
                className="size-6"
                onClick={() => remove.mutate({ slug: team.slug, agent: one })}
              />
            )}
          </li>
        ))}
      </ul>
    </Line>
  )
}

function NewTeam() {
  const [name, setName] = useState("")
  const make = useDoing((body: Schemas["TeamGiven"]) => ask(api.POST("/api/v1/teams", { body })), OLD)
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        make.mutate({ name: name.trim(), slug: slugOf(name) }, { onSuccess: () => setName("") })
      }}
    >
      <TextField
        label={people.newTeam}
        required
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Button type="submit" disabled={make.isPending || !name.trim()}>
        {people.addTeam}
      </Button>
    </form>
  )
}

/** The name by which programs know the team: small letters, digits and hyphens. */
function slugOf(name: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
  return plain.replaceAll(/^-+|-+$/g, "") || "team"
}
