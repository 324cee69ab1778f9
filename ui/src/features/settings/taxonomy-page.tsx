import { useState } from "react"
import { useQuery } from "@tanstack/react-query"
import { Pencil, Plus } from "lucide-react"
import { Badge } from "@/components/badge"
import { Button } from "@/components/button"
import { ProblemNote } from "@/components/problem-note"
import { Spinner } from "@/components/spinner"
import type { Schemas } from "@/lib/api"
import { taxonomyQuery } from "@/lib/data/reference"
import { useMay } from "@/lib/data/session"
import * as words from "@/lib/words"
import { CategoryDialog } from "./category-dialog"
import { CategoryMoves } from "./category-moves"
import { Line, Lines, Section, SettingsFrame } from "./frame"
import { TaxonomyCheck } from "./taxonomy-check"

type Category = Schemas["CategoryOut"]

const text = words.settings.taxonomy

/** The categories and their phrases; beside them, which get in each other's way. */
export default function TaxonomyPage() {
  const mayLead = useMay("lead")
  const [open, setOpen] = useState<Category | "new" | null>(null)
  const found = useQuery(taxonomyQuery)
  if (found.isPending)
    return (
      <div className="p-8">
        <Spinner label={words.common.loading} />
      </div>
    )
  if (found.error) return <ProblemNote error={found.error} retry={() => void found.refetch()} />
  const taxonomy = found.data
  return (
    <SettingsFrame
      title={words.settings.pages.taxonomy}
      hint={mayLead ? text.hint : words.settings.needsLead}
    >
      <Lines>
        {taxonomy.categories.map((one) => (
          <OneCategory
            key={one.name}
            category={one}
            others={taxonomy.categories}
            mayLead={mayLead}
            onEdit={() => setOpen(one)}
          />
        ))}
      </Lines>
      {mayLead && (
        <Button className="self-start" onClick={() => setOpen("new")}>
          <Plus className="size-4" aria-hidden /> {text.add}
        </Button>
      )}
      <TaxonomyCheck />
      <Section title={text.rules}>
        {taxonomy.rules.length === 0 && <p className="text-soft">{text.noRules}</p>}
        <ul>
          {taxonomy.rules.map((one) => (
            <li key={`${one.field} ${one.words}`}>
              “{one.words}” → {one.field}: <strong>{one.label}</strong>
            </li>
          ))}
        </ul>
      </Section>
      {open && (
        <CategoryDialog
          taxonomy={taxonomy}
          category={open === "new" ? null : open}
          onClose={() => setOpen(null)}
        />
      )}
    </SettingsFrame>
  )
}

interface OneCategoryProps {
  category: Category
  others: readonly Category[]
  mayLead: boolean
  onEdit: () => void
}

function OneCategory({ category, others, mayLead, onEdit }: OneCategoryProps) {
  const phrases = Object.values(category.phrases).flat().length
  const buttons = mayLead && !category.retired && (
    <>
      <Button size="small" aria-label={`${text.edit}: ${category.title}`} onClick={onEdit}>
        <Pencil className="size-4" aria-hidden /> {text.edit}
      </Button>
      <CategoryMoves category={category} others={others} />
    </>
  )
  return (
    <Line actions={buttons}>
      <p className="flex flex-wrap items-center gap-2 font-medium">
        {category.title} <code className="text-soft text-xs font-normal">{category.name}</code>
        <Badge>{category.team}</Badge>
        {category.retired && <Badge tone="warn">{text.retired}</Badge>}
        <span className="text-soft text-xs font-normal">{text.phrasesCount(phrases)}</span>
      </p>
      <p className="text-soft text-xs">{category.description}</p>
      <p className="text-xs">{category.subcategories.join(", ")}</p>
    </Line>
  )
}
