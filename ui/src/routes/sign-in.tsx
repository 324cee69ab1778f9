/** Being built. */
export function SignInRoute() {
  return null
}
