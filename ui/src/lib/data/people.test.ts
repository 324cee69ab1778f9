import { expect, it } from "vitest"
import { withPeople, type People } from "./people"

const kim = { agent: { id: 1, name: "Kim" }, state: "viewing" as const }
const tom = { agent: { id: 2, name: "Tom" }, state: "typing" as const }

it("who comes to a ticket is there, and who has left is not", () => {
  const nobody: People = new Map()
  const one = withPeople(nobody, { ticket_id: 7, items: [kim] })
  const two = withPeople(one, { ticket_id: 9, items: [kim, tom] })

  expect([...two]).toEqual([
    [7, [kim]],
    [9, [kim, tom]],
  ])
  expect([...withPeople(two, { ticket_id: 7, items: [] }).keys()]).toEqual([9])
  expect(nobody.size).toBe(0)
})
