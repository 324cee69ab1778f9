import { clsx } from "clsx"

/** The first letters of a name in a circle; it says nothing that the name beside it does not. */
export function Avatar({ name, size = "usual" }: { name: string; size?: "small" | "usual" | "large" }) {
  const parts = name.trim().split(/\s+/)
  const letters = `${parts[0]?.[0] ?? "?"}${parts.length > 1 ? (parts.at(-1)?.[0] ?? "") : ""}`.toUpperCase()
  return (
    <span
      aria-hidden
      className={clsx(
        "bg-accent-soft text-accent-ink inline-flex shrink-0 items-center justify-center rounded-full font-semibold",
        size === "small" && "size-5 text-[0.625rem]",
        size === "usual" && "size-7 text-xs",
        size === "large" && "size-10 text-sm",
      )}
    >
      {letters}
    </span>
  )
}
