/** What a person has chosen for this browser: theme, keys, what is folded away. */
import { stored } from "./stored"

export type Theme = "system" | "light" | "dark"

export interface Preferences {
  theme: Theme
  /** Whether single keys do something. */
  singleKeys: boolean
  /** Whether the context beside the thread is shown. */
  showsContext: boolean
  /** Whether a thread tells what happened between the messages. */
  showsEvents: boolean
  /** Sections that are folded away, by their names. */
  folded: readonly string[]
}

const USUAL: Preferences = {
  theme: "system",
  singleKeys: true,
  showsContext: true,
  showsEvents: true,
  folded: [],
}
const THEMES: ReadonlySet<unknown> = new Set(["system", "light", "dark"])

export const preferences = stored<Preferences>("firstline.preferences", (found) => {
  const given = typeof found === "object" && found !== null ? (found as Partial<Preferences>) : {}
  return {
    theme: THEMES.has(given.theme) ? (given.theme as Theme) : USUAL.theme,
    singleKeys: typeof given.singleKeys === "boolean" ? given.singleKeys : USUAL.singleKeys,
    showsContext: typeof given.showsContext === "boolean" ? given.showsContext : USUAL.showsContext,
    showsEvents: typeof given.showsEvents === "boolean" ? given.showsEvents : USUAL.showsEvents,
    folded: Array.isArray(given.folded)
      ? given.folded.filter((one) => typeof one === "string")
      : USUAL.folded,
  }
})

/** Choose one thing otherwise. */
export function prefer(change: Partial<Preferences>): void {
  preferences.write({ ...preferences.read(), ...change })
  applyTheme()
}

/** Colour the page as chosen; called before anything is drawn. */
export function applyTheme(): void {
  const { theme } = preferences.read()
  if (theme === "system") delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}
