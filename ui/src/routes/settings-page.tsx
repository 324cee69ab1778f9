/** Being built. */
export function SettingsPageRoute() {
  return null
}
