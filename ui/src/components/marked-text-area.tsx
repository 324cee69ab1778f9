import type { Ref, TextareaHTMLAttributes } from "react"
import { clsx } from "clsx"

export interface TextMark {
  /** First code point, and the one behind the last. */
  start: number
  end: number
  tone: "danger" | "warn" | "accent"
  id: string
}

interface MarkedTextAreaProps extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "value"> {
  value: string
  marks: readonly TextMark[]
  ref?: Ref<HTMLTextAreaElement>
}

const TONES: Record<TextMark["tone"], string> = {
  danger: "bg-danger-soft underline decoration-danger decoration-wavy",
  warn: "bg-warn-soft underline decoration-warn decoration-wavy",
  accent: "bg-accent-soft",
}
/** Both layers must break their lines at the same places. */
const SHAPE =
  "col-start-1 row-start-1 w-full px-4 py-3 text-[0.9375rem] leading-6 whitespace-pre-wrap break-words"

/** A text to write in that grows with its words, with marks behind them. What marks mean is told beside it. */
export function MarkedTextArea({ value, marks, className, ref, ...rest }: MarkedTextAreaProps) {
  return (
    <div className={clsx("grid overflow-y-auto", className)}>
      <div aria-hidden className={clsx(SHAPE, "text-transparent")}>
        <Layer text={value} marks={marks} />
        {/* A last line that is empty has a height, too. */}
        {"\n"}
      </div>
      <textarea
        ref={ref}
        value={value}
        className={clsx(SHAPE, "resize-none overflow-hidden bg-transparent outline-none")}
        {...rest}
      />
    </div>
  )
}

function Layer({ text, marks }: { text: string; marks: readonly TextMark[] }) {
  const points = Array.from(text)
  const pieces = []
  let at = 0
  for (const mark of marks.toSorted((one, other) => one.start - other.start)) {
    const start = Math.max(at, Math.min(mark.start, points.length))
    const end = Math.min(mark.end, points.length)
    if (end <= start) continue
    if (start > at) pieces.push(<span key={at}>{points.slice(at, start).join("")}</span>)
    pieces.push(
      <span key={start} className={clsx("rounded-sm", TONES[mark.tone])}>
        {points.slice(start, end).join("")}
      </span>,
    )
    at = end
  }
  pieces.push(<span key="rest">{points.slice(at).join("")}</span>)
  return pieces
}
