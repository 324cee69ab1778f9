import { clsx } from "clsx"

const IS_MAC = typeof navigator !== "undefined" && /mac|iphone|ipad/i.test(navigator.platform)
const SIGNS: Record<string, string> = {
  Mod: IS_MAC ? "⌘" : "Ctrl",
  Shift: IS_MAC ? "⇧" : "Shift",
  Enter: "↵",
  Escape: "Esc",
  ArrowUp: "↑",
  ArrowDown: "↓",
}

/** A key, or several (`Mod+Enter`, `G I`), as the keyboard at hand has them. */
export function Kbd({ keys, tone = "usual" }: { keys: string; tone?: "usual" | "inverse" }) {
  return (
    <kbd className="inline-flex shrink-0 gap-0.5 font-sans">
      {partsOf(keys).map(({ key, upTo }) => (
        <span
          key={upTo}
          className={clsx(
            "inline-flex h-[1.125rem] min-w-[1.125rem] items-center justify-center rounded border px-1 text-[0.6875rem] leading-none",
            tone === "inverse" ? "border-current" : "border-line bg-ground text-soft",
          )}
        >
          {SIGNS[key] ?? key}
        </span>
      ))}
    </kbd>
  )
}

/** Each key with all up to it: one may come twice, as in `G G`. */
function partsOf(keys: string): { key: string; upTo: string }[] {
  const parts = keys.split(/[+ ](?=.)/)
  return parts.map((key, at) => ({ key, upTo: parts.slice(0, at + 1).join(" ") }))
}
