/** Being built. */
export function WelcomeRoute() {
  return null
}
