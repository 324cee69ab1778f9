import { Meter } from "@/components/meter"
import { formatNumber, formatPercent } from "@/lib/formats"
import type { Progress } from "./use-import"

/** How far a file has been read. */
export function HowFar({
  title,
  progress,
  told,
}: {
  title: string
  progress: Progress | null
  /** Says it, by the rows that were read and the tickets that were made. */
  told: (rows: string, tickets: string) => string
}) {
  const share = progress && progress.total_bytes > 0 ? progress.bytes / progress.total_bytes : 0
  return (
    <div>
      <div
        role="progressbar"
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
      >
        <Meter value={share} className="h-2" />
      </div>
      <p className="text-soft mt-1 text-xs" role="status">
        {progress
          ? `${formatPercent(share)} · ${told(formatNumber(progress.rows), formatNumber(progress.tickets))}`
          : title}
      </p>
    </div>
  )
}
