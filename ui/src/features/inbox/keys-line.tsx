import { X } from "lucide-react"
import { Kbd } from "@/components/kbd"
import { preferences } from "@/lib/preferences"
import { stored } from "@/lib/stored"
import * as words from "@/lib/words"

const showsKeys = stored("firstline.keys-line", (found) => found !== false)

/** The keys that one uses all day, until one knows them. */
export function KeysLine() {
  const isShown = showsKeys.use()
  const { singleKeys } = preferences.use()
  if (!isShown || !singleKeys) return null
  const { keys } = words.inbox
  const told: [string[], string][] = [
    [["J", "K"], keys.move],
    [["X"], keys.selectShort],
    [["E"], keys.resolveShort],
    [["A"], keys.assignShort],
  ]
  return (
    <footer
      aria-label={keys.line}
      className="border-line text-soft flex h-9 shrink-0 items-center gap-3.5 overflow-hidden border-t pr-1 pl-4 text-xs max-md:hidden"
    >
      {told.map(([strokes, does]) => (
        <span key={does} className="inline-flex items-center gap-1 whitespace-nowrap">
          {strokes.map((one) => (
            <Kbd key={one} keys={one} />
          ))}
          {does}
        </span>
      ))}
      <button
        type="button"
        aria-label={keys.dismiss}
        title={keys.dismiss}
        onClick={() => showsKeys.write(false)}
        className="hover:text-ink hover:bg-hover ml-auto inline-flex size-6 shrink-0 items-center justify-center rounded"
      >
        <X className="size-3.5" aria-hidden />
      </button>
    </footer>
  )
}
