import { expect, it } from "vitest"
import type { Ticket } from "@/lib/api"
import { previewOf } from "./preview"

const ticket = (about: Partial<Ticket>) =>
  ({ subject_made: false, subject: "", preview: "", ...about }) as Ticket

it("shows how the message begins, on one line", () => {
  expect(previewOf(ticket({ subject: "Refund", preview: "Hello,\n\n  I was charged twice. " }))).toBe(
    "Hello, I was charged twice.",
  )
})

it("goes on where a subject ends that was made of the first words", () => {
  const preview = "My card is blocked. I am abroad\nand need it today."

  expect(previewOf(ticket({ subject_made: true, subject: "My card is blocked", preview }))).toBe(
    "I am abroad and need it today.",
  )
  expect(previewOf(ticket({ subject_made: true, subject: "My card is blocked. I am…", preview }))).toBe(
    "abroad and need it today.",
  )
})

it("leaves a message alone that begins otherwise than its subject", () => {
  expect(previewOf(ticket({ subject_made: true, subject: "Blocked card", preview: "My card" }))).toBe(
    "My card",
  )
})
