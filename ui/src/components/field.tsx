import {
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from "react"
import { clsx } from "clsx"

const BOX =
  "bg-ground border-line-strong w-full rounded-md border px-2.5 placeholder:text-soft disabled:opacity-60 aria-invalid:border-danger"

interface Around {
  label: string
  /** What is wrong with what was typed. */
  problem?: string | null
  hint?: ReactNode
  hidesLabel?: boolean
}

function useField({ label, problem, hint, hidesLabel }: Around) {
  const id = useId()
  const about = problem || hint ? `${id}-about` : undefined
  const wrap = (control: ReactNode) => (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className={hidesLabel ? "sr-only" : "font-medium"}>
        {label}
      </label>
      {control}
      {about && (
        <div
          id={about}
          role={problem ? "alert" : undefined}
          className={clsx("text-xs", problem ? "text-danger" : "text-soft")}
        >
          {problem ?? hint}
        </div>
      )}
    </div>
  )
  const own = { id, "aria-describedby": about, "aria-invalid": problem ? true : undefined } as const
  return { own, wrap }
}

/** A line to type in, with its name. */
export function TextField({
  label,
  problem,
  hint,
  hidesLabel,
  className,
  ...rest
}: Around & InputHTMLAttributes<HTMLInputElement>) {
  const { own, wrap } = useField({ label, problem: problem ?? null, hint, hidesLabel: hidesLabel ?? false })
  return wrap(<input {...own} className={clsx(BOX, "h-8", className)} {...rest} />)
}

/** Several lines to type in. */
export function TextArea({
  label,
  problem,
  hint,
  hidesLabel,
  className,
  ...rest
}: Around & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const { own, wrap } = useField({ label, problem: problem ?? null, hint, hidesLabel: hidesLabel ?? false })
  return wrap(<textarea {...own} className={clsx(BOX, "min-h-20 py-1.5", className)} {...rest} />)
}

/** One of a few, by the browser's own list. */
export function Select({
  label,
  problem,
  hint,
  hidesLabel,
  className,
  ...rest
}: Around & SelectHTMLAttributes<HTMLSelectElement>) {
  const { own, wrap } = useField({ label, problem: problem ?? null, hint, hidesLabel: hidesLabel ?? false })
  return wrap(<select {...own} className={clsx(BOX, "h-8", className)} {...rest} />)
}
