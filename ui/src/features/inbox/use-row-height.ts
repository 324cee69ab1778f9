import { useEffect, useState } from "react"

/** In rem: three lines and a little air. The row's class says the same (`h-18`). */
const ROW = 4.5

/** How high a row is in pixels, which follows the browser's letter size. */
export function useRowHeight(): number {
  const [height, setHeight] = useState(measured)
  useEffect(() => {
    const measure = () => setHeight(measured())
    window.addEventListener("resize", measure)
    return () => window.removeEventListener("resize", measure)
  }, [])
  return height
}

function measured(): number {
  return ROW * (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16)
}
