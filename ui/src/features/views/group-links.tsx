import { useNavigate } from "@tanstack/react-router"
import { Tag, Users } from "lucide-react"
import { Dot } from "@/components/dot"
import { useActions } from "@/lib/actions"
import { useCounts } from "@/lib/data/counts"
import { useCategories, useHues, useTeams } from "@/lib/data/reference"
import * as words from "@/lib/words"
import { Section } from "./section"
import { usePlace } from "./use-place"
import { ViewLink } from "./view-link"

/** The open tickets of each team. */
export function TeamLinks() {
  const teams = useTeams()
  const counts = useCounts()
  const navigate = useNavigate()
  const { isAt, sort } = usePlace()
  const { views } = words.inbox
  useActions(
    teams.map(({ slug, name }) => ({
      id: `views.team.${slug}`,
      title: views.team(name),
      group: views.goTo,
      icon: Users,
      run: () => void navigate({ to: "/inbox", search: { team: slug, ...sort } }),
    })),
  )
  if (teams.length === 0) return null
  return (
    <Section name="teams" title={views.teams}>
      {teams.map(({ slug, name }) => (
        <ViewLink
          key={slug}
          search={{ team: slug }}
          isCurrent={isAt({ team: slug })}
          title={name}
          sign={<Users className="size-4" aria-hidden />}
          count={counts.team(slug)}
        />
      ))}
    </Section>
  )
}

/** The open tickets of each category. */
export function CategoryLinks() {
  const categories = useCategories()
  const counts = useCounts()
  const hue = useHues()
  const navigate = useNavigate()
  const { isAt, sort } = usePlace()
  const { views } = words.inbox
  useActions(
    categories.map(({ name, title }) => ({
      id: `views.category.${name}`,
      title: views.category(title),
      group: views.goTo,
      icon: Tag,
      run: () => void navigate({ to: "/inbox", search: { category: name, ...sort } }),
    })),
  )
  if (categories.length === 0) return null
  return (
    <Section name="categories" title={views.categories}>
      {categories.map(({ name, title }) => (
        <ViewLink
          key={name}
          search={{ category: name }}
          isCurrent={isAt({ category: name })}
          title={title}
          sign={<Dot hue={hue(name)} />}
          count={counts.category(name)}
        />
      ))}
    </Section>
  )
}
