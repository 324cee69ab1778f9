import type { ButtonHTMLAttributes, Ref } from "react"
import { clsx } from "clsx"

export type Look = "primary" | "plain" | "quiet" | "danger"

const LOOKS: Record<Look, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover font-semibold",
  plain: "bg-raised border border-line hover:bg-hover font-medium",
  quiet: "hover:bg-hover font-medium",
  danger: "bg-danger-soft text-danger hover:brightness-95 font-medium",
}

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look
  size?: "small" | "usual"
  ref?: Ref<HTMLButtonElement>
}

/** A button; its text says what it does. */
export function Button({ look = "plain", size = "usual", className, type = "button", ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={clsx(
        "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md whitespace-nowrap",
        "disabled:opacity-50 aria-disabled:opacity-50",
        size === "small" ? "h-7 px-2 text-[0.8125rem]" : "h-8 px-3",
        LOOKS[look],
        className,
      )}
      {...rest}
    />
  )
}
