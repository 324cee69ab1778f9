import { useRef, useState } from "react"
import { Button } from "@/components/button"
import { Dialog } from "@/components/dialog"
import { Select, TextArea, TextField } from "@/components/field"
import { api, ask, type Schemas } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import { useCategories } from "@/lib/data/reference"
import * as words from "@/lib/words"
import { useDoing } from "./use-doing"

type Canned = Schemas["CannedReplyOut"]
type Written = Pick<Canned, "title" | "text" | "category" | "language">

const PLACES = ["customer_name", "customer_email", "ticket_id", "subject", "agent_name"]
const text = words.settings.canned

function useSaveCanned(canned: Canned | null) {
  return useDoing(
    (body: Written) =>
      canned
        ? ask(
            api.PATCH("/api/v1/canned-replies/{reply_id}", {
              params: { path: { reply_id: canned.id }, header: { "If-Match": `"${canned.version}"` } },
              body,
            }),
          )
        : ask(api.POST("/api/v1/canned-replies", { body })),
    [keys.canned],
    (_, done) => ({ text: text.saved(done.title) }),
  )
}

/** Write a canned reply, or change one. */
export function CannedDialog({ canned, onClose }: { canned: Canned | null; onClose: () => void }) {
  const area = useRef<HTMLDivElement>(null)
  const [title, setTitle] = useState(canned?.title ?? "")
  const [body, setBody] = useState(canned?.text ?? "")
  const [category, setCategory] = useState(canned?.category ?? "")
  const [language, setLanguage] = useState(canned?.language ?? "")
  const save = useSaveCanned(canned)
  const insert = (place: string) => {
    const field = area.current?.querySelector("textarea")
    const at = field?.selectionStart ?? body.length
    setBody(`${body.slice(0, at)}{${place}}${body.slice(field?.selectionEnd ?? at)}`)
    field?.focus()
  }
  return (
    <Dialog open onOpenChange={onClose} title={canned ? text.edit : text.make} size="wide">
      <form
        className="flex flex-col gap-4 overflow-y-auto px-5 pt-1 pb-5"
        onSubmit={(event) => {
          event.preventDefault()
          const given = {
            title: title.trim(),
            text: body,
            category: category || null,
            language: language || null,
          }
          save.mutate(given, { onSuccess: onClose })
        }}
      >
        <TextField
          label={text.titleField}
          required
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
        <div ref={area}>
          <TextArea
            label={text.text}
            required
            rows={8}
            value={body}
            onChange={(event) => setBody(event.target.value)}
          />
        </div>
        <Places onInsert={insert} />
        <div className="grid grid-cols-2 gap-4">
          <CategorySelect value={category} onChange={setCategory} />
          <TextField
            label={text.language}
            hint={text.languageHint}
            pattern="[a-z]{2,3}"
            value={language}
            onChange={(event) => setLanguage(event.target.value.toLowerCase())}
          />
        </div>
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

function Places({ onInsert }: { onInsert: (place: string) => void }) {
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <span className="text-soft text-xs">{text.places}</span>
      {PLACES.map((place) => (
        <Button key={place} size="small" onClick={() => onInsert(place)}>
          {`{${place}}`}
        </Button>
      ))}
    </div>
  )
}

function CategorySelect({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const categories = useCategories()
  return (
    <Select label={text.category} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{text.any}</option>
      {categories.map((one) => (
        <option key={one.name} value={one.name}>
          {one.title || one.name}
        </option>
      ))}
    </Select>
  )
}
