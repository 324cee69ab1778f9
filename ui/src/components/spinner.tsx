import { LoaderCircle } from "lucide-react"

/** Something is under way. */
export function Spinner({ label }: { label: string }) {
  return (
    <span role="status" className="text-soft inline-flex items-center gap-2">
      <LoaderCircle className="size-4 animate-spin" aria-hidden />
      <span className="sr-only">{label}</span>
    </span>
  )
}
