/** What labels are called: by the catalogue, by the desk's own taxonomy and teams, by who is at the desk. */
import { useMemo } from "react"
import { useQuery, type QueryClient } from "@tanstack/react-query"
import type { Schemas } from "../api"
import { formatMoment, formatNumber } from "../formats"
import * as words from "../words"
import { keys } from "./keys"
import { taxonomyQuery, teamsQuery } from "./reference"
import { meOf, useSession, type Session } from "./session"

export interface Names {
  /** A field of a ticket: `priority` is Priority. */
  field: (name: string) => string
  /** A field's value: `customer_success` of a team is Customer Success. */
  value: (field: string, value: unknown) => string
  /** Who did something: the one who looks is "You". */
  person: (name: string) => string
  /** Whose first letters stand for somebody: who sits at the machine itself has no name but "You". */
  letters: (name: string) => string
}

interface Known {
  categories?: readonly Schemas["CategoryOut"][] | undefined
  teams?: readonly Schemas["TeamOut"][] | undefined
  agents?: readonly Schemas["AgentOut"][] | undefined
  session?: Session | undefined
}

/** The names of everything, as components show them. */
export function useNames(): Names {
  const categories = useQuery(taxonomyQuery).data?.categories
  const teams = useQuery(teamsQuery).data
  const session = useSession()
  return useMemo(() => namesOf({ categories, teams, session }), [categories, teams, session])
}

/** The same from what the cache holds, for who is no component. */
export function namesFrom(cache: QueryClient): Names {
  return namesOf({
    categories: cache.getQueryData<Schemas["TaxonomyOut"]>(keys.taxonomy)?.categories,
    teams: cache.getQueryData<Schemas["TeamOut"][]>(keys.teams),
    agents: cache.getQueryData<Schemas["AgentOut"][]>(keys.agents),
    session: cache.getQueryData<Session>(["session"]),
  })
}

/** Name things by what is known; what nobody has named is called by its label. */
export function namesOf({ categories, teams, agents, session }: Known): Names {
  const titles = new Map(categories?.map((one) => [one.name, one.title]))
  const teamNames = new Map(teams?.map((one) => [one.slug, one.name]))
  const me = session && meOf(session)
  const person = (name: string) => {
    return name === me?.name ? words.values.you : (words.values.actors[name] ?? name)
  }
  const agent = (value: unknown) => {
    if (value === null) return words.values.nobody
    if (isAgent(value)) return person(value.name)
    return person(agents?.find((one) => one.id === value)?.name ?? String(value))
  }
  const special: Record<string, (value: unknown) => string> = {
    category: (value) => titles.get(String(value)) ?? plain(value),
    team: (value) => teamNames.get(String(value)) ?? plain(value),
    language: (value) => languageName(String(value)),
    urgency: (value) => words.values.outOf5(formatNumber(Number(value))),
    sla_hours: (value) => words.values.hours(formatNumber(Number(value))),
    assignee: agent,
    due_at: (value) => formatMoment(String(value)),
    snoozed_until: (value) => (value ? formatMoment(String(value)) : words.values.never),
  }
  return {
    field: (name) => words.values.field[name] ?? plain(name),
    value: (field, value) => special[field]?.(value) ?? named(field, value),
    person,
    letters: (name) => (session?.mode === "local" ? person(name) : name),
  }
}

/** Words of the catalogue, else the label itself. */
function named(field: string, value: unknown): string {
  const catalogue: Record<string, unknown> = words.values
  const names = catalogue[field]
  const found = typeof names === "object" && names ? (names as Record<string, string>)[String(value)] : null
  return found ?? plain(value)
}

/** `technical_support` as people write it. */
function plain(value: unknown): string {
  if (Array.isArray(value)) return value.join(", ")
  const text = String(value).replaceAll("_", " ")
  return text.charAt(0).toUpperCase() + text.slice(1)
}

let languages: Intl.DisplayNames | undefined

/** The names are made once: that takes a millisecond each time. */
function languageName(code: string): string {
  if (code === "und") return words.values.unknownLanguage
  try {
    languages ??= new Intl.DisplayNames(navigator.language, { type: "language" })
    return languages.of(code) ?? code
  } catch {
    return code
  }
}

function isAgent(value: unknown): value is { name: string } {
  return typeof value === "object" && value !== null && "name" in value && typeof value.name === "string"
}
