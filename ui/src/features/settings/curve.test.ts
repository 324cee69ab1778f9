import { describe, expect, it } from "vitest"
import { pathOf } from "./curve"

describe("the curve", () => {
  it("goes from the least covered to the most, precision upwards", () => {
    const path = pathOf([
      { coverage: 1, precision: 0.75 },
      { coverage: 0, precision: 1 },
    ])

    expect(path).toBe("M0 0L240 50")
  })

  it("never leaves the plot", () => {
    expect(pathOf([{ coverage: 0.5, precision: 0.2 }])).toBe("M120 100")
  })

  it("is nothing without points", () => {
    expect(pathOf([])).toBe("")
  })
})
