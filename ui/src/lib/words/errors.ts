export const errors = {
  offline: "The desk does not answer. Look at the connection; nothing was changed.",
  unknown: (status: number) => `The desk answered with ${status}. Try again in a moment.`,
  outdated: "Somebody changed it meanwhile.",
  crashed: "This part of the page failed.",
  crashedHint:
    "Nothing that was saved is lost. Load it again; if it fails again, tell whoever runs the desk.",
  reload: "Load it again",
  reference: (id: string) => `Reference for whoever runs the desk: ${id}`,
}
