import { useId, type ReactNode } from "react"
import { Switch } from "radix-ui"

interface ToggleProps {
  label: string
  hint?: ReactNode
  checked: boolean
  disabled?: boolean
  onChange: (checked: boolean) => void
}

/** On or off, at once. */
export function Toggle({ label, hint, checked, disabled = false, onChange }: ToggleProps) {
  const id = useId()
  return (
    <div className="flex items-start gap-3">
      <Switch.Root
        id={id}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="bg-line-strong data-[state=checked]:bg-accent relative mt-0.5 h-5 w-9 shrink-0 rounded-full disabled:opacity-50"
      >
        <Switch.Thumb className="bg-ground block size-4 translate-x-0.5 rounded-full transition-transform data-[state=checked]:translate-x-[1.125rem]" />
      </Switch.Root>
      <div>
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {hint && (
          <div id={`${id}-hint`} className="text-soft text-xs">
            {hint}
          </div>
        )}
      </div>
    </div>
  )
}
