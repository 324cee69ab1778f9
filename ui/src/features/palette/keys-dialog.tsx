import { Dialog } from "@/components/dialog"
import { Kbd } from "@/components/kbd"
import { Toggle } from "@/components/toggle"
import { useOffered } from "@/lib/actions"
import { prefer, preferences } from "@/lib/preferences"
import * as words from "@/lib/words"
import { grouped } from "./action-groups"
import { openPalette } from "./state"

/** Every key that does something on this page, and the switch that turns single keys off. */
export function KeysDialog() {
  const groups = grouped(useOffered().filter((one) => one.keys))
  const { singleKeys } = preferences.use()
  return (
    <Dialog
      open
      onOpenChange={() => openPalette(null)}
      title={words.palette.keysTitle}
      description={words.palette.keysHint}
      size="wide"
    >
      <div
        className="columns-1 gap-8 overflow-y-auto px-5 py-3 sm:columns-2"
        tabIndex={0}
        role="group"
        aria-label={words.palette.keysTitle}
      >
        {groups.map(([heading, actions]) => (
          <section key={heading} className="mb-4 break-inside-avoid">
            <h3 className="text-soft mb-1 text-xs font-semibold">{heading}</h3>
            <ul>
              {actions.map((one) => (
                <li key={one.id} className="flex h-7 items-center justify-between gap-4">
                  <span className="truncate">{one.title}</span>
                  {one.keys && <Kbd keys={one.keys} />}
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <div className="border-line border-t px-5 py-3">
        <Toggle
          label={words.palette.singleKeys}
          hint={words.palette.singleKeysHint}
          checked={singleKeys}
          onChange={(on) => prefer({ singleKeys: on })}
        />
      </div>
    </Dialog>
  )
}
