import { useState } from "react"
import { useNavigate } from "@tanstack/react-router"
import { Command } from "cmdk"
import { Search } from "lucide-react"
import { Dialog } from "@/components/dialog"
import * as words from "@/lib/words"
import { ActionGroups } from "./action-groups"
import { Everywhere, FoundGroups } from "./found-groups"
import { openPalette } from "./state"

const close = () => openPalette(null)

/** Finds what can be done here, tickets and customers; shows by which key it goes without the palette. */
export function PaletteDialog() {
  const [text, setText] = useState("")
  const navigate = useNavigate()
  /** Close first, so that what is done finds the page, and the focus, as they were. */
  const act = (run: () => void) => {
    close()
    setTimeout(run)
  }
  return (
    <Dialog open onOpenChange={close} title={words.palette.title} hidesTitle>
      <Command label={words.palette.title} loop className="flex min-h-0 flex-col">
        <div className="border-line flex items-center gap-2.5 border-b px-4">
          <Search className="text-soft size-4 shrink-0" aria-hidden />
          <Command.Input
            value={text}
            onValueChange={setText}
            placeholder={words.palette.placeholder}
            className="h-12 w-full bg-transparent text-[0.9375rem] outline-none"
          />
        </div>
        <Command.List className="max-h-[min(26rem,60vh)] overflow-y-auto overscroll-contain p-2">
          <Command.Empty className="text-soft px-3 py-8 text-center">{words.palette.nothing}</Command.Empty>
          <FoundGroups text={text} act={act} navigate={navigate} />
          <ActionGroups act={act} />
          <Everywhere text={text} act={act} navigate={navigate} />
        </Command.List>
      </Command>
    </Dialog>
  )
}
