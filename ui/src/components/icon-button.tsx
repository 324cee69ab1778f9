import type { LucideIcon } from "lucide-react"
import { clsx } from "clsx"
import type { ButtonProps } from "./button"
import { Tooltip } from "./tooltip"

interface IconButtonProps extends Omit<ButtonProps, "look" | "size" | "children"> {
  icon: LucideIcon
  /** What it does, for those who do not see it; its tooltip says so, too. */
  label: string
  keys?: string
}

/** A button with a picture alone. */
export function IconButton({
  icon: Icon,
  label,
  keys,
  className,
  type = "button",
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} {...(keys ? { keys } : {})}>
      <button
        type={type}
        aria-label={label}
        className={clsx(
          "text-soft hover:bg-hover hover:text-ink inline-flex size-8 shrink-0 items-center justify-center rounded-md",
          "disabled:opacity-50",
          className,
        )}
        {...rest}
      >
        <Icon className="size-4" aria-hidden />
      </button>
    </Tooltip>
  )
}
