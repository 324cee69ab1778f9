/** Being built. */
export function SettingsRoute() {
  return null
}
