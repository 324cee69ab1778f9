import { useMemo, useRef, useState } from "react"
import { ImageOff } from "lucide-react"
import { preferences } from "@/lib/preferences"
import { useEvent } from "@/lib/use-event"
import * as words from "@/lib/words"
import { htmlPage } from "./html-page"

/** A formatted message in a frame of its own, in which nothing runs and nothing is fetched from elsewhere. */
export function EntryHtml({ html, author }: { html: string; author: string }) {
  const { theme } = preferences.use()
  const page = useMemo(() => {
    const scheme = theme === "system" ? "light dark" : theme
    return htmlPage(html, { nonce: nonce(), scheme, faces: faces() })
  }, [html, theme])
  const { ref, height, onLoad } = useHeight()
  return (
    <>
      {page.blocked > 0 && (
        <p className="text-soft mb-2 flex items-start gap-1.5 text-xs">
          <ImageOff className="mt-px size-3.5 shrink-0" aria-hidden />
          {words.ticket.thread.blocked(page.blocked)}
        </p>
      )}
      <iframe
        ref={ref}
        title={words.ticket.thread.htmlTitle(author)}
        sandbox="allow-same-origin allow-popups"
        srcDoc={page.html}
        className="block w-full"
        height={height}
        onLoad={onLoad}
      />
    </>
  )
}

const FIRST_HEIGHT = 24

/** The frame is as high as what stands in it, and its links are opened by this page: the frame may run nothing. */
function useHeight() {
  const ref = useRef<HTMLIFrameElement>(null)
  const watcher = useRef<ResizeObserver>(null)
  const [height, setHeight] = useState(FIRST_HEIGHT)
  const onLoad = useEvent(() => {
    const inner = ref.current?.contentDocument
    if (!inner) return
    const measure = () => setHeight(Math.ceil(inner.documentElement.getBoundingClientRect().height))
    watcher.current?.disconnect()
    watcher.current = new ResizeObserver(measure)
    watcher.current.observe(inner.documentElement)
    inner.addEventListener("click", follow)
    inner.addEventListener("keydown", passOn)
    measure()
  })
  return { ref, height, onLoad }
}

/** A page that a frame opens may run nothing either; one that this page opens is an ordinary one. */
function follow(event: MouseEvent): void {
  const target = event.target as Element | null
  const address = target?.closest?.("a[href]")?.getAttribute("href")
  if (!address || !/^https?:/i.test(address)) return
  event.preventDefault()
  window.open(address, "_blank", "noopener,noreferrer")
}

/** Whoever has pressed into a letter goes on with the page's keys. */
function passOn(event: KeyboardEvent): void {
  const same = new KeyboardEvent("keydown", { ...keysOf(event), bubbles: true, cancelable: true })
  if (!window.dispatchEvent(same)) event.preventDefault()
}

function keysOf({ key, code, repeat, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): KeyboardEventInit {
  return { key, code, repeat, altKey, ctrlKey, metaKey, shiftKey }
}

function nonce(): string {
  const told = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')
  return told?.nonce || told?.content || ""
}

/** The letters of this page, for the frame: they are loaded already. */
function faces(): string {
  return [...document.styleSheets].map(facesOf).join("")
}

function facesOf(sheet: CSSStyleSheet): string {
  try {
    const rules = [...sheet.cssRules].filter((one) => one instanceof CSSFontFaceRule)
    return rules.map((one) => one.cssText).join("")
  } catch {
    return ""
  }
}
