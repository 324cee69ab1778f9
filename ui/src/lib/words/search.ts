export const search = {
  title: "Search",
  label: "Search all tickets",
  placeholder: "Words in the subject, the customer or the thread; “in quotes” next to each other",
  emptyTitle: "Search every ticket",
  empty:
    "All words must occur, in any case, with or without accents. The last one may be a beginning. Words in quotes stand next to each other.",
  nothingTitle: "Nothing found",
  nothing: "No ticket holds all of these words. Try fewer, or other ones.",
  more: "Show more",
  found: (count: number, more: boolean) =>
    count === 0
      ? "Nothing found"
      : `${count}${more ? " and more" : ""} ${count === 1 ? "ticket" : "tickets"} found`,
  parts: { subject: "Subject", customer: "Customer", message: "Message" } as Record<string, string>,
}
