/** Being built. */
export function NoTicket() {
  return null
}
