import { Search } from "lucide-react"
import { Kbd } from "@/components/kbd"
import * as words from "@/lib/words"
import { openPalette } from "./state"

/** Opens the palette, and teaches its key. */
export function PaletteButton() {
  return (
    <button
      type="button"
      onClick={() => openPalette("palette")}
      className="bg-ground border-line hover:bg-hover text-soft flex h-9 shrink-0 items-center gap-2 rounded-md border px-2.5 text-left"
    >
      <Search className="size-4" aria-hidden />
      <span className="min-w-0 flex-1 truncate">{words.palette.open}</span>
      <Kbd keys="Mod+K" />
    </button>
  )
}
