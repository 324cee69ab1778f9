import { useMemo, useState } from "react"
import { X } from "lucide-react"
import { Button } from "@/components/button"
import { IconButton } from "@/components/icon-button"
import { Kbd } from "@/components/kbd"
import { Menu } from "@/components/menu"
import { Spinner } from "@/components/spinner"
import { useActions, type Action } from "@/lib/actions"
import { useMay } from "@/lib/data/session"
import { formatNumber } from "@/lib/formats"
import * as words from "@/lib/words"
import { TagsDialog } from "./tags-dialog"
import { useBulk } from "./use-bulk"
import { useBulkActs, type BulkAct } from "./use-bulk-acts"
import type { ListSelection } from "./use-selection"

export interface BulkProps {
  ids: readonly number[]
  selection: ListSelection
  cursor: number | null
  /** Whether anything is selected; else the ticket under the cursor is meant. */
  isAny: boolean
}

/** What can be done with many tickets, by buttons, by keys and in the palette. */
export default function Bulk({ ids, selection, cursor, isAny }: BulkProps) {
  const { selected } = selection
  const chosen = useMemo(
    () => (isAny ? ids.filter((id) => selected.has(id)) : cursor === null ? [] : [cursor]),
    [ids, selected, isAny, cursor],
  )
  const [opened, setOpened] = useState<string | null>(null)
  const { apply, isBusy } = useBulk()
  const may = useMay("work")
  const acts = useBulkActs(chosen, apply, () => setOpened("tags"))
  const begin = (act: BulkAct) => {
    if (act.choices && cursor !== null && !isAny) selection.toggle(cursor)
    if (act.choices) setOpened(act.id)
    else act.run?.()
  }
  const { bulk } = words.inbox
  const offered = may ? acts : []
  useActions(offered.map((act) => actionOf(act, () => begin(act))))
  return (
    <>
      {isAny && (
        <section aria-label={bulk.label} className="border-line bg-raised shrink-0 border-t px-2 py-1.5">
          <div className="flex h-8 items-center gap-2 pl-2">
            <p role="status" className="font-medium tabular-nums">
              {bulk.selected(formatNumber(selected.size))}
            </p>
            {isBusy && <Spinner label={words.common.loading} />}
            {selected.size < ids.length && (
              <Button look="quiet" size="small" className="text-accent" onClick={selection.all}>
                {bulk.selectAll(formatNumber(ids.length))}
              </Button>
            )}
            <IconButton
              icon={X}
              label={bulk.clear}
              keys="Escape"
              className="ml-auto"
              onClick={selection.clear}
            />
          </div>
          {may && (
            <div className="flex items-center justify-between">
              {acts.map((act) => (
                <ActButton
                  key={act.id}
                  act={act}
                  isOpen={opened === act.id}
                  onOpen={(open) => setOpened(open ? act.id : null)}
                />
              ))}
            </div>
          )}
        </section>
      )}
      <TagsDialog ids={chosen} apply={apply} open={opened === "tags"} onClose={() => setOpened(null)} />
    </>
  )
}

/** The same for keys and palette; it goes before what the open ticket does by that key. */
function actionOf({ id, title, icon, keys }: BulkAct, run: () => void): Action {
  const action: Action = { id: `bulk.${id}`, title, group: words.inbox.bulk.group, icon, isFirst: true, run }
  if (keys) action.keys = keys
  return action
}

interface ActButtonProps {
  act: BulkAct
  isOpen: boolean
  onOpen: (open: boolean) => void
}

function ActButton({ act, isOpen, onOpen }: ActButtonProps) {
  if (act.isMain)
    return (
      <Button size="small" onClick={act.run}>
        <act.icon className="size-4" aria-hidden />
        {act.title}
        {act.keys && <Kbd keys={act.keys} />}
      </Button>
    )
  const button = (
    <IconButton
      icon={act.icon}
      label={act.title}
      {...(act.keys && { keys: act.keys })}
      {...(act.run && { onClick: act.run })}
    />
  )
  if (!act.choices || !act.choose) return button
  return (
    <Menu label={act.title} choices={act.choices} onChoose={act.choose} open={isOpen} onOpenChange={onOpen}>
      {button}
    </Menu>
  )
}
