import { expect, it } from "vitest"
import type { Ticket } from "@/lib/api"
import { nearMark, previewOf } from "./preview"

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

it("begins shortly before the word that was found", () => {
  const text = "Since your release on Tuesday every invoice is sent twice"
  const at = text.indexOf("invoice")
  const near = nearMark({ text, spans: [[at, at + 7]] })

  expect(near.text).toBe("…on Tuesday every invoice is sent twice")
  expect(near.text.slice(...(near.spans[0] as [number, number]))).toBe("invoice")
})

it("leaves a text alone that shows the word anyway, and counts signs as people do", () => {
  expect(nearMark({ text: "An invoice", spans: [[3, 10]] }).text).toBe("An invoice")
  const near = nearMark({ text: "🙂".repeat(30) + "invoice", spans: [[30, 37]] })

  expect([...near.text].slice(near.spans[0]?.[0], near.spans[0]?.[1]).join("")).toBe("invoice")
})
