import { useEffect, useState } from "react"

/** A value as it was when it last stood still for a while; for what is typed before it is asked. */
export function useLater<T>(value: T, milliseconds = 200): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds)
    return () => clearTimeout(timer)
  }, [value, milliseconds])
  return settled
}
