import { clsx } from "clsx"
import { Lock, Mail, type LucideIcon } from "lucide-react"
import { Kbd } from "@/components/kbd"
import * as words from "@/lib/words"
import type { Kind } from "./use-draft"

const KINDS: readonly { kind: Kind; title: string; icon: LucideIcon; keys: string }[] = [
  { kind: "reply", title: words.composer.reply, icon: Mail, keys: "R" },
  { kind: "note", title: words.composer.note, icon: Lock, keys: "N" },
]

/** What is being written: a reply that the customer gets, or a note that stays here. */
export function KindTabs({ kind, onChoose }: { kind: Kind; onChoose: (kind: Kind) => void }) {
  return (
    <div role="group" aria-label={words.composer.kind} className="flex gap-1">
      {KINDS.map((one) => (
        <button
          key={one.kind}
          type="button"
          aria-pressed={one.kind === kind}
          onClick={() => onChoose(one.kind)}
          className={clsx(
            "flex h-7 items-center gap-1.5 rounded-md px-2 text-[0.8125rem] font-medium",
            one.kind !== kind && "text-soft hover:bg-hover",
            one.kind === kind &&
              (kind === "note" ? "bg-warn-soft text-warn" : "bg-accent-soft text-accent-ink"),
          )}
        >
          <one.icon className="size-3.5" aria-hidden />
          {one.title}
          <span className="max-sm:hidden">
            <Kbd keys={one.keys} />
          </span>
        </button>
      ))}
    </div>
  )
}
