import { useOffered, type Action } from "@/lib/actions"
import { PaletteGroup, PaletteItem } from "./palette-item"

/** What can be done on this page, under the headings that its parts have given. */
export function ActionGroups({ act }: { act: (run: () => void) => void }) {
  const groups = grouped(useOffered().filter((one) => !one.isHidden))
  return groups.map(([heading, actions]) => (
    <PaletteGroup key={heading} heading={heading}>
      {actions.map((one) => (
        <PaletteItem
          key={one.id}
          value={`${one.title} ${one.id}`}
          title={one.title}
          icon={one.icon}
          keys={one.keys}
          also={one.also}
          onSelect={() => act(one.run)}
        />
      ))}
    </PaletteGroup>
  ))
}

/** Actions under their headings, each heading where its first action stood; of two with one id the first counts. */
export function grouped(actions: readonly Action[]): [string, Action[]][] {
  const groups = new Map<string, Action[]>()
  const seen = new Set<string>()
  for (const one of actions) {
    if (seen.has(one.id)) continue
    seen.add(one.id)
    groups.set(one.group, [...(groups.get(one.group) ?? []), one])
  }
  return [...groups]
}
