/** A point of the curve: from a confidence on, how much is decided, and how much of that is right. */
export interface Point {
  coverage: number
  precision: number
}

/** The plot in its own units; precision below the floor lies on it. */
export const PLOT = { width: 240, height: 100, floor: 0.5 }

/** Draw the points from the least covered to the most. */
export function pathOf(curve: readonly Point[]): string {
  const { width, height, floor } = PLOT
  return curve
    .toSorted((one, other) => one.coverage - other.coverage)
    .map(({ coverage, precision }, index) => {
      const x = coverage * width
      const y = height - ((Math.max(precision, floor) - floor) / (1 - floor)) * height
      return `${index === 0 ? "M" : "L"}${round(x)} ${round(y)}`
    })
    .join("")
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
