/** The names under which answers are kept; who changes something names what has become old. */
export const keys = {
  tickets: ["tickets"] as const,
  /** Lists: orders and rows. */
  lists: ["tickets", "lists"] as const,
  rows: ["tickets", "row"] as const,
  /** One ticket as lists show it; lists and panes share it. */
  row: (id: number) => ["tickets", "row", id] as const,
  /** One ticket with all that belongs to it. */
  ticket: (id: number) => ["tickets", "one", id] as const,
  counts: ["tickets", "counts"] as const,
  views: ["views"] as const,
  agents: ["agents"] as const,
  teams: ["teams"] as const,
  taxonomy: ["taxonomy"] as const,
  canned: ["canned-replies"] as const,
  customers: ["customers"] as const,
  customer: (id: number) => ["customers", "one", id] as const,
  presence: ["presence"] as const,
  settings: ["settings"] as const,
  desk: ["desk"] as const,
}
