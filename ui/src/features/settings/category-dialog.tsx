import { useState } from "react"
import { Button } from "@/components/button"
import { Dialog } from "@/components/dialog"
import { Select, TextArea, TextField } from "@/components/field"
import { api, ask, Problem, type Schemas } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import { useTeams } from "@/lib/data/reference"
import * as words from "@/lib/words"
import { formOf, withForm, type Form } from "./category-edit"
import { useDoing } from "./use-doing"

type Taxonomy = Schemas["TaxonomyOut"]

const text = words.settings.taxonomy

interface CategoryDialogProps {
  taxonomy: Taxonomy
  category: Schemas["CategoryOut"] | null
  onClose: () => void
}

function useSaveTaxonomy(version: number) {
  return useDoing(
    async (body: Schemas["TaxonomyGiven"]) => {
      const header = { "If-Match": `"${version}"` }
      try {
        return await ask(api.PUT("/api/v1/taxonomy", { params: { header }, body }))
      } catch (error) {
        if (error instanceof Problem && error.isOutdated) throw new Error(text.conflict, { cause: error })
        throw error
      }
    },
    [keys.taxonomy],
    () => ({ text: text.saved }),
  )
}

/** A category's words: what belongs to it, who takes it, how customers say it. */
export function CategoryDialog({ taxonomy, category, onClose }: CategoryDialogProps) {
  // What was opened is what is saved upon: another's change meanwhile is a conflict, not overwritten.
  const [seen] = useState(taxonomy)
  const [form, setForm] = useState(() => formOf(category))
  const save = useSaveTaxonomy(seen.version)
  const teams = useTeams()
  const set = (change: Partial<Form>) => setForm({ ...form, ...change })
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={category ? text.editTitle(category.title) : text.addTitle}
      size="wide"
    >
      <form
        className="flex flex-col gap-4 overflow-y-auto px-5 pt-1 pb-5"
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate(withForm(seen, category, form), { onSuccess: onClose })
        }}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          {!category && (
            <TextField
              label={text.name}
              hint={text.nameHint}
              required
              value={form.name}
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
          <TextField
            label={text.titleField}
            required
            value={form.title}
            onChange={(event) => set({ title: event.target.value })}
          />
          <Select
            label={text.team}
            required
            value={form.team}
            onChange={(event) => set({ team: event.target.value })}
          >
            <option value="">{text.noTeam}</option>
            {teams.map((one) => (
              <option key={one.slug} value={one.slug}>
                {one.name}
              </option>
            ))}
          </Select>
        </div>
        <TextField
          label={text.description}
          value={form.description}
          onChange={(event) => set({ description: event.target.value })}
        />
        <TextArea
          label={text.subcategories}
          hint={text.subcategoriesHint}
          value={form.subcategories}
          onChange={(event) => set({ subcategories: event.target.value })}
        />
        <Phrases phrases={form.phrases} onChange={(phrases) => set({ phrases })} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button type="submit" look="primary" disabled={save.isPending}>
            {words.common.save}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface PhrasesProps {
  phrases: Form["phrases"]
  onChange: (phrases: Form["phrases"]) => void
}

const LANGUAGES = ["en", "de", "fr", "es", "pt"]

function Phrases({ phrases, onChange }: PhrasesProps) {
  const missing = LANGUAGES.filter((one) => !(one in phrases))
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="font-medium">{text.phrases}</legend>
      {Object.entries(phrases).map(([language, lines]) => (
        <TextArea
          key={language}
          label={text.language(language)}
          hint={text.phrasesHint}
          rows={5}
          value={lines}
          onChange={(event) => onChange({ ...phrases, [language]: event.target.value })}
        />
      ))}
      <div className="flex flex-wrap items-center gap-2">
        {missing.map((language) => (
          <Button key={language} size="small" onClick={() => onChange({ ...phrases, [language]: "" })}>
            {text.addLanguage}: {language}
          </Button>
        ))}
      </div>
    </fieldset>
  )
}
