/** Being built. */
export function PaletteButton() {
  return null
}
