import { QueryClient } from "@tanstack/react-query"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { makeTicket } from "@/test/tickets"
import type { Ticket } from "../api"
import { dismiss, undoLast } from "../notices"
import * as notices from "../notices"
import { changeTickets } from "./change"
import { keys } from "./keys"
import { putRows } from "./tickets"

interface Asked {
  method: string
  path: string
  version: string | null
  body: unknown
}
type Answer = [status: number, body: unknown]

let cache: QueryClient
let asked: Asked[]
let answers: (one: Asked) => Answer
let told: notices.Notice[]

const row = () => cache.getQueryData<Ticket>(keys.row(7))
const texts = () => told.map((one) => one.text)
const settled = () => new Promise((resolve) => setTimeout(resolve, 20))

beforeEach(() => {
  cache = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  asked = []
  told = []
  putRows(cache, [makeTicket()])
  const notify = notices.notify
  vi.spyOn(notices, "notify").mockImplementation((one) => {
    told.push(one as notices.Notice)
    return notify(one)
  })
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname } = new URL(request.url)
    const one = {
      method: request.method,
      path: pathname.replace("/api/v1/tickets", ""),
      version: request.headers.get("If-Match"),
      body: request.body ? await request.json() : null,
    }
    asked.push(one)
    const [status, body] = answers(one)
    return Response.json(body, { status })
  })
})

afterEach(() => {
  for (let id = 1; id < 200; id++) dismiss(id)
  vi.unstubAllGlobals()
})

describe("one ticket", () => {
  it("is shown changed at once, and sent with the version that was seen", async () => {
    answers = () => [200, { ...makeTicket({ version: 4, priority: "high" }), corrections: [] }]

    const going = changeTickets(cache, [makeTicket()], { priority: "high" }, { done: "High now." })
    expect(row()?.priority).toBe("high")
    await going

    expect(asked).toEqual([{ method: "PATCH", path: "/7", version: `"3"`, body: { priority: "high" } }])
    expect(row()?.version).toBe(4)
    expect(texts()).toEqual(["High now."])
  })

  it("is shown as it was when the desk refuses, with the desk's sentence", async () => {
    answers = () => [409, { detail: "Eve has this ticket.", code: "already_claimed" }]
    const problem = vi.spyOn(notices, "notifyProblem")

    const isDone = await changeTickets(cache, [makeTicket()], { resolve: true }, { done: "Resolved." })

    expect(isDone).toBe(false)
    expect(row()?.status).toBe("open")
    expect(problem.mock.calls.map(([error]) => (error as Error).message)).toEqual(["Eve has this ticket."])
  })

  it("is changed anew where somebody else has changed something that does not matter here", async () => {
    const moved = makeTicket({ version: 5, tags: ["vip"] })
    answers = (one) =>
      one.version === `"3"`
        ? [412, { detail: "Changed.", code: "outdated", current: moved }]
        : [200, { ...moved, version: 6, priority: "high", corrections: [] }]

    await changeTickets(cache, [makeTicket()], { priority: "high" }, { done: "High now." })

    expect(asked.map((one) => one.version)).toEqual([`"3"`, `"5"`])
    expect(row()?.tags).toEqual(["vip"])
  })

  it("is not changed where somebody else was faster; a person decides", async () => {
    const theirs = makeTicket({ version: 4, priority: "high" })
    answers = (one) => {
      if (one.path.endsWith("/events"))
        return [
          200,
          { items: [{ actor: "Kim", kind: "ticket.corrected", data: { version: 4, priority: "high" } }] },
        ]
      if (one.version === `"3"`) return [412, { detail: "Changed.", code: "outdated", current: theirs }]
      return [200, { ...theirs, version: 5, priority: "urgent", corrections: [] }]
    }

    await changeTickets(cache, [makeTicket()], { priority: "urgent" }, { done: "Urgent now." })

    expect(row()?.priority).toBe("high")
    expect(texts()).toEqual(["Kim changed priority to High meanwhile. Yours: Urgent."])
    const [conflict] = told
    expect(conflict?.choices?.map((one) => one.title)).toEqual(["Keep theirs", "Apply mine"])

    conflict?.choices?.[1]?.run()
    await settled()

    expect(asked.at(-1)).toMatchObject({ version: `"4"`, body: { priority: "urgent" } })
    expect(row()?.priority).toBe("urgent")
  })

  it("is as it was after an undo: a correction is taken back, so that the desk forgets it", async () => {
    const correction = { id: 31, field: "priority", before: "medium", after: "high" }
    answers = (one) =>
      one.method === "PATCH"
        ? [200, { ...makeTicket({ version: 4, revision: 2, priority: "high" }), corrections: [correction] }]
        : [200, makeTicket({ version: 5, revision: 3 })]

    await changeTickets(cache, [makeTicket()], { priority: "high" }, { done: "High now." })
    undoLast()
    await settled()

    expect(asked.at(-1)).toMatchObject({ method: "DELETE", path: "/7/corrections/31" })
    expect(row()?.priority).toBe("medium")
  })

  it("stays as it is while the browser is offline", async () => {
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false)

    const isDone = await changeTickets(cache, [makeTicket()], { resolve: true }, { done: "Resolved." })

    expect([isDone, asked.length, row()?.status]).toEqual([false, 0, "open"])
  })
})

const fine = (one: Asked): Answer => {
  const { ids } = one.body as { ids: number[] }
  return [200, { results: ids.map((id) => ({ id, ok: true, error: null, corrections: [] })) }]
}

describe("many tickets", () => {
  const many = Array.from({ length: 450 }, (_, at) => ({ id: at + 1 }))
  it("go in parts, and it is told how far it is", async () => {
    answers = fine

    await changeTickets(cache, many, { add_tags: ["sale"] }, { done: "450 tagged." })

    expect(asked.map((one) => (one.body as { ids: number[] }).ids.length)).toEqual([200, 200, 50])
    expect(texts()).toEqual([
      "Changing 200 of 450 tickets…",
      "Changing 400 of 450 tickets…",
      "Changing 450 of 450 tickets…",
      "450 tagged.",
    ])
  })

  it("are shown as they were where the desk refuses, and one reason is said once", async () => {
    const tickets = [makeTicket(), makeTicket({ id: 8 }), makeTicket({ id: 9 })]
    putRows(cache, tickets)
    const error = { detail: "This ticket is closed.", code: "matter_ended" }
    const problem = vi.spyOn(notices, "notifyProblem")
    answers = () => [
      200,
      {
        results: tickets.map(({ id }) => ({
          id,
          ok: id === 8,
          error: id === 8 ? null : error,
          corrections: [],
        })),
      },
    ]

    const isDone = await changeTickets(cache, tickets, { priority: "low" }, { done: "Low now." })

    expect(isDone).toBe(false)
    expect(tickets.map(({ id }) => cache.getQueryData<Ticket>(keys.row(id))?.priority)).toEqual([
      "medium",
      "low",
      "medium",
    ])
    expect(problem.mock.calls.map(([said]) => (said as Error).message)).toEqual([
      "2 of 3 tickets stay as they were: This ticket is closed.",
    ])
  })

  it("get back what each had, those with the same together", async () => {
    const tickets = [
      makeTicket({ id: 1, assignee: { id: 2, name: "Eve" } }),
      makeTicket({ id: 2 }),
      makeTicket({ id: 3, assignee: { id: 2, name: "Eve" } }),
    ]
    putRows(cache, tickets)
    answers = fine

    await changeTickets(cache, tickets, { assign: 5 }, { done: "Assigned." })
    undoLast()
    await settled()

    expect(asked.slice(1).map((one) => one.body)).toEqual([
      { ids: [1, 3], change: { assign: 2 } },
      { ids: [2], change: { unassign: true } },
    ])
  })
})
