import { useEffect, useRef, useState, type KeyboardEvent } from "react"
import { Search, X } from "lucide-react"
import { Kbd } from "@/components/kbd"
import { useActions } from "@/lib/actions"
import type { InboxSearch } from "@/lib/inbox-search"
import { useEvent } from "@/lib/use-event"
import * as words from "@/lib/words"
import type { GoOn } from "./go-on"

/** Milliseconds after the last letter. */
const PAUSE = 250

/** Narrows the list to tickets that hold the words that are typed. */
export function FilterField({ search, onGo }: { search: InboxSearch; onGo: GoOn }) {
  const { q = "" } = search
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState({ text: q, of: q, sent: q })
  // The address has other words than were sent from here: they count.
  if (typed.of !== q) setTyped({ text: q === typed.sent ? typed.text : q, of: q, sent: q })

  const wanted = typed.text.trim()
  const send = useEvent((text: string) => {
    setTyped((now) => ({ ...now, sent: text }))
    onGo(narrowed(search, text), true)
  })
  useEffect(() => {
    if (wanted === q) return
    const timer = setTimeout(() => send(wanted), PAUSE)
    return () => clearTimeout(timer)
  }, [wanted, q, send])

  const { filter } = words.inbox
  const group = words.inbox.keys.group
  useActions([
    {
      id: "list.filter",
      title: filter.focus,
      group,
      keys: "/",
      icon: Search,
      run: () => focus(field.current),
    },
  ])
  const clear = () => {
    setTyped({ ...typed, text: "" })
    send("")
    field.current?.focus()
  }
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return
    event.preventDefault()
    field.current?.blur()
    document.querySelector<HTMLElement>('[role="listbox"]')?.focus()
  }
  return (
    <div role="search" className="relative min-w-20 max-w-44 shrink">
      <Search className="text-soft pointer-events-none absolute top-2 left-2 size-4" aria-hidden />
      <input
        ref={field}
        type="text"
        value={typed.text}
        onChange={(event) => setTyped({ ...typed, text: event.target.value })}
        onKeyDown={leave}
        aria-label={filter.label}
        placeholder={filter.placeholder}
        spellCheck={false}
        className="bg-ground border-line-strong peer h-8 w-full rounded-md border pr-7 pl-7.5"
      />
      {typed.text ? (
        <button
          type="button"
          aria-label={filter.clear}
          onClick={clear}
          className="text-soft hover:text-ink absolute top-1 right-1 inline-flex size-6 items-center justify-center rounded"
        >
          <X className="size-4" aria-hidden />
        </button>
      ) : (
        <span className="pointer-events-none absolute top-1.5 right-2 peer-focus:hidden max-md:hidden">
          <Kbd keys="/" />
        </span>
      )}
    </div>
  )
}

/** Words narrow the list that is there; without a view that is the open tickets. */
function narrowed({ view, saved, q }: InboxSearch, wanted: string) {
  if (!wanted) return { q: undefined, view: view === "open" ? undefined : view }
  const isOpen = view === undefined && saved === undefined && q === undefined
  return { q: wanted, view: isOpen ? ("open" as const) : view }
}

function focus(field: HTMLInputElement | null): void {
  field?.focus()
  field?.select()
}
