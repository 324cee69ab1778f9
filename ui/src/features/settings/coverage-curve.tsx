import type { Schemas } from "@/lib/api"
import { formatPercent } from "@/lib/formats"
import * as words from "@/lib/words"
import { pathOf, PLOT } from "./curve"

type Curve = Schemas["PromiseOut"]

const text = words.settings.triage

/** Coverage to the right, precision upwards: the more is decided, the less of it is right. */
export function CoverageCurve({ promise }: { promise: Curve }) {
  if (promise.curve.length === 0) return null
  const { width, height, floor } = PLOT
  const y = height - ((Math.max(promise.asked, floor) - floor) / (1 - floor)) * height
  return (
    <>
      <svg
        viewBox={`-34 -8 ${width + 42} ${height + 26}`}
        role="img"
        aria-label={text.curve}
        className="text-soft w-full text-[9px]"
      >
        <path d={`M0 0V${height}H${width}`} fill="none" stroke="currentColor" strokeWidth="1" />
        <line x1="0" x2={width} y1={y} y2={y} className="stroke-warn" strokeDasharray="4 3" />
        <path d={pathOf(promise.curve)} fill="none" className="stroke-accent" strokeWidth="2" />
        <text x="-4" y="4" textAnchor="end" fill="currentColor">
          {formatPercent(1)}
        </text>
        <text x="-4" y={height + 3} textAnchor="end" fill="currentColor">
          {formatPercent(floor)}
        </text>
        <text x={width} y={height + 13} textAnchor="end" fill="currentColor">
          {text.coverage} {formatPercent(1)}
        </text>
      </svg>
      <details>
        <summary className="text-soft cursor-pointer text-xs">{text.table}</summary>
        <PointTable curve={promise.curve} />
      </details>
    </>
  )
}

function PointTable({ curve }: { curve: Curve["curve"] }) {
  return (
    <table className="mt-2 w-full text-left text-xs">
      <thead className="text-soft">
        <tr>
          {[text.threshold, text.coverage, text.precision].map((title) => (
            <th key={title} scope="col" className="font-medium">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {curve.map((one) => (
          <tr key={one.threshold} className="border-line border-t">
            <td>{formatPercent(one.threshold)}</td>
            <td>{formatPercent(one.coverage)}</td>
            <td>{formatPercent(one.precision)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
