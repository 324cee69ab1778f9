export const ticket = {
  changing: (done: number, all: number) => `Changing ${done} of ${all} tickets…`,
  takingBack: (done: number, all: number) => `Undoing ${done} of ${all}…`,
  takenBack: (all: number) => `Undone for ${all} tickets.`,
  notChanged: (some: number, all: number, sentence: string) =>
    all === 1 ? sentence : `${some} of ${all} tickets stay as they were: ${sentence}`,
  offline: "You are offline, so the ticket stays as it is. Try again when the desk answers.",
  conflict: {
    keep: "Keep theirs",
    apply: "Apply mine",
    somebody: "Somebody",
    changed: (who: string, field: string, theirs: string, mine: string) =>
      `${who} changed ${field.toLowerCase()} to ${theirs} meanwhile. Yours: ${mine}.`,
    heard: (customer: string) => `${customer} wrote again meanwhile. Read it first, or go on all the same.`,
  },
}
