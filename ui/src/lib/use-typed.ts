import { useEffect, useRef } from "react"
import { useLater } from "./use-later"

/** Tell what is typed once it stands still; what stood there at first is not told. */
export function useTyped(typed: string, tell: (words: string) => void): void {
  const settled = useLater(typed.trim(), 250)
  const told = useRef(settled)
  useEffect(() => {
    if (told.current === settled) return
    told.current = settled
    tell(settled)
  }, [settled, tell])
}
