import { ExternalLink } from "lucide-react"
import { Popover } from "@/components/popover"
import * as words from "@/lib/words"
import { citedIn, isPublic, type Citation } from "./letter"
import type { Shown } from "./use-proposal"

/** The sources that the reply names, and those that are nearest where none answers; each opens its passage. */
export function Sources({ text, shown }: { text: string; shown: Shown }) {
  const cited = citedIn(text, shown.citations)
  const nearest = shown.is_holding ? shown.nearest : []
  if (cited.length + nearest.length === 0) return null
  return (
    <div className="flex flex-wrap items-center gap-1.5 px-4 pb-2">
      <span className="text-soft text-xs">
        {cited.length > 0 ? words.composer.sources : words.composer.nearest}
      </span>
      {cited.map(({ number, citation }) => (
        <Source
          key={citation.chunk_id}
          name={String(number)}
          title={words.composer.citation(number, citation.title)}
          citation={citation}
        />
      ))}
      {cited.length === 0 &&
        nearest.map((one) => <Source key={one.chunk_id} name="" title={one.title} citation={one} />)}
      {cited.some(({ citation }) => !isPublic(citation)) && (
        <span className="text-soft text-xs">{words.composer.markersGo}</span>
      )}
    </div>
  )
}

function Source({ name, title, citation }: { name: string; title: string; citation: Citation }) {
  const button = (
    <button
      type="button"
      className="bg-accent-soft text-accent-ink flex h-6 max-w-56 items-center gap-1 rounded px-1.5 text-xs font-medium hover:underline"
    >
      {name && <span className="sr-only">{words.composer.source}</span>}
      {name && <span className="font-bold">{name}</span>}
      <span className="truncate">{citation.title}</span>
    </button>
  )
  return (
    <Popover label={title} trigger={button}>
      <div className="flex max-h-72 flex-col gap-2 overflow-y-auto p-4">
        <p className="font-semibold">{citation.title}</p>
        <blockquote className="border-accent border-l-2 pl-3 whitespace-pre-wrap">
          {citation.quote}
        </blockquote>
        <a
          href={citation.url}
          target="_blank"
          rel="noopener noreferrer"
          className="text-accent inline-flex items-center gap-1 font-medium hover:underline"
        >
          {words.composer.openArticle} <ExternalLink className="size-3.5" aria-hidden />
        </a>
      </div>
    </Popover>
  )
}
