import { useState } from "react"
import { Button } from "@/components/button"
import { Dialog } from "@/components/dialog"
import { TextField } from "@/components/field"
import { Menu } from "@/components/menu"
import { api, ask, type Schemas } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import { formatNumber } from "@/lib/formats"
import * as words from "@/lib/words"
import { useDoing } from "./use-doing"

type Category = Schemas["CategoryOut"]

const OLD = [keys.taxonomy, keys.tickets] as const
const text = words.settings.taxonomy

/** Rename a category, or merge it into another; its tickets follow. */
export function CategoryMoves({ category, others }: { category: Category; others: readonly Category[] }) {
  const [isRenaming, setRenaming] = useState(false)
  const merge = useDoing(
    (into: string) =>
      ask(api.POST("/api/v1/taxonomy/merge", { body: { categories: [category.name], into } })),
    OLD,
    (_, done) => ({ text: text.merged(formatNumber(done.tickets)) }),
  )
  const choices = others
    .filter((one) => one.name !== category.name && !one.retired)
    .map((one) => ({ value: one.name, title: one.title }))
  return (
    <>
      <Button size="small" onClick={() => setRenaming(true)}>
        {text.rename}
      </Button>
      <Menu label={text.merge} choices={choices} onChoose={(into) => merge.mutate(into)} align="end">
        <Button size="small" disabled={choices.length === 0 || merge.isPending}>
          {text.merge}
        </Button>
      </Menu>
      {isRenaming && <RenameDialog category={category} onClose={() => setRenaming(false)} />}
    </>
  )
}

function RenameDialog({ category, onClose }: { category: Category; onClose: () => void }) {
  const [name, setName] = useState(category.name)
  const [title, setTitle] = useState(category.title)
  const rename = useDoing(
    (body: Schemas["RenamingGiven"]) => ask(api.POST("/api/v1/taxonomy/rename", { body })),
    OLD,
    (_, done) => ({ text: text.renamed(formatNumber(done.tickets)) }),
  )
  return (
    <Dialog open onOpenChange={onClose} title={text.rename}>
      <form
        className="flex flex-col gap-4 px-5 pt-1 pb-5"
        onSubmit={(event) => {
          event.preventDefault()
          rename.mutate(
            { category: category.name, name: name.trim(), title: title.trim() },
            { onSuccess: onClose },
          )
        }}
      >
        <TextField
          label={text.newName}
          hint={text.nameHint}
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label={text.titleField}
          required
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button type="submit" look="primary" disabled={rename.isPending}>
            {text.rename}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
