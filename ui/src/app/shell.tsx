import { useState } from "react"
import { Outlet, useLocation } from "@tanstack/react-router"
import { CrashGuard } from "@/components/crash-guard"
import * as words from "@/lib/words"
import { LineNote } from "./line-note"
import { Palette } from "@/features/palette/palette"
import { usePageActions } from "./page-actions"
import { Sidebar } from "./sidebar"
import { TopBar } from "./top-bar"

/** The frame of the desk: where one can go at the left, the page beside it; on a phone behind a button. */
export function Shell() {
  const place = useLocation({ select: (one) => one.href })
  // Where the menu was opened; whoever goes on has closed it.
  const [openAt, setOpenAt] = useState<string | null>(null)
  const isOpen = openAt === place
  usePageActions()
  return (
    <div className="flex h-dvh flex-col">
      <a href="#content" className="bg-ground sr-only z-50 p-2 focus:not-sr-only focus:absolute">
        {words.common.skipToContent}
      </a>
      <TopBar isOpen={isOpen} onToggle={() => setOpenAt(isOpen ? null : place)} />
      <LineNote />
      <div className="flex min-h-0 flex-1">
        <Sidebar isOpen={isOpen} />
        <div id="content" tabIndex={-1} className="min-w-0 flex-1 outline-none">
          <CrashGuard>
            <Outlet />
          </CrashGuard>
        </div>
      </div>
      <Palette />
    </div>
  )
}
