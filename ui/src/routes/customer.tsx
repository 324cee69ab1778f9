/** Being built. */
export function CustomerRoute() {
  return null
}
