/** Being built. */
export function ViewsNav() {
  return null
}
