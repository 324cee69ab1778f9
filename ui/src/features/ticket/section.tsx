import type { ReactNode } from "react"
import { ChevronDown, ChevronRight } from "lucide-react"
import { prefer, preferences } from "@/lib/preferences"

interface SectionProps {
  /** Under which it is remembered whether it is folded away. */
  name: string
  title: string
  /** At the end of its head. */
  aside?: ReactNode
  children: ReactNode
}

/** A part of the context that can be folded away; this browser remembers it. */
export function Section({ name, title, aside, children }: SectionProps) {
  const { folded } = preferences.use()
  const isFolded = folded.includes(name)
  const Icon = isFolded ? ChevronRight : ChevronDown
  const toggle = () => prefer({ folded: isFolded ? folded.filter((one) => one !== name) : [...folded, name] })
  return (
    <section aria-labelledby={`section-${name}`} className="border-line border-b px-3.5 py-3">
      <div className="flex items-center gap-2">
        <h2 id={`section-${name}`} className="min-w-0 flex-1">
          <button
            type="button"
            aria-expanded={!isFolded}
            className="-ml-1 flex w-full items-center gap-1 rounded px-1 py-0.5 text-left text-[0.8125rem] font-semibold"
            onClick={toggle}
          >
            <Icon className="text-soft size-3.5" aria-hidden />
            {title}
          </button>
        </h2>
        {aside}
      </div>
      {!isFolded && <div className="pt-1.5">{children}</div>}
    </section>
  )
}
