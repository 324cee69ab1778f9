/** Being built. */
export function CustomersRoute() {
  return null
}
