/** Being built. */
export function SearchRoute() {
  return null
}
