import { lazy, Suspense, useEffect } from "react"
import { Command, Keyboard, Undo2 } from "lucide-react"
import { useActions } from "@/lib/actions"
import { notify, undoLast } from "@/lib/notices"
import * as words from "@/lib/words"
import { openPalette, useShown } from "./state"

// The palette comes behind the page, the keys when they are asked for: nobody waits for them at the start.
const load = () => import("./palette-dialog").then((page) => ({ default: page.PaletteDialog }))
const PaletteDialog = lazy(load)
const KeysDialog = lazy(() => import("./keys-dialog").then((page) => ({ default: page.KeysDialog })))

/** Milliseconds; then what is typed right behind Cmd-K finds the palette there. */
const SOON = 600

/** The palette and the list of keys, over whatever page. */
export function Palette() {
  const shown = useShown()
  const { help } = words.palette
  useEffect(() => {
    const timer = setTimeout(() => void load().catch(() => undefined), SOON)
    return () => clearTimeout(timer)
  }, [])
  useActions([
    {
      id: "palette.open",
      title: words.palette.openPalette,
      group: help,
      keys: "Mod+K",
      isHidden: true,
      icon: Command,
      run: () => openPalette("palette"),
    },
    {
      id: "palette.keys",
      title: words.palette.showKeys,
      group: help,
      keys: "?",
      icon: Keyboard,
      run: () => openPalette("keys"),
    },
    {
      id: "palette.undo",
      title: words.palette.undo,
      group: help,
      keys: "Mod+Z",
      icon: Undo2,
      run: () => {
        if (!undoLast()) notify({ text: words.palette.nothingToUndo })
      },
    },
  ])
  return (
    <Suspense fallback={null}>
      {shown === "palette" && <PaletteDialog />}
      {shown === "keys" && <KeysDialog />}
    </Suspense>
  )
}
