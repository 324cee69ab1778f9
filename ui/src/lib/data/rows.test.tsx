import type { ReactNode } from "react"
import { act, renderHook, waitFor } from "@testing-library/react"
import { QueryClientProvider, type QueryClient } from "@tanstack/react-query"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type { Ticket } from "@/lib/api"
import { makeQueryClient } from "@/lib/query-client"
import { fakeDesk, type FakeDesk } from "@/test/desk"
import { makeTicket } from "@/test/tickets"
import { keys } from "./keys"
import { loadRows, useFoundRow, useLiveRows, useRow } from "./rows"

let cache: QueryClient
let desk: FakeDesk
let tickets: Map<number, Ticket>

const wrapper = ({ children }: { children: ReactNode }) => (
  <QueryClientProvider client={cache}>{children}</QueryClientProvider>
)
const matter = (id: number) => makeTicket({ id, version: 1, subject: `Matter ${id}` })
const rowsAsked = () => desk.asked.filter((one) => one.startsWith("GET /api/v1/tickets?"))
const asks = (query: string) => `GET /api/v1/tickets?${query}`

describe("the rows of lists", () => {
  beforeEach(() => {
    cache = makeQueryClient()
    tickets = new Map([1, 2, 3].map((id) => [id, matter(id)]))
    desk = fakeDesk({
      "GET /api/v1/tickets": ({ url }) => {
        const ids = url.searchParams.getAll("id").map(Number)
        const q = url.searchParams.get("q")
        const found = ids.flatMap((id) => tickets.get(id) ?? [])
        const marked = (one: Ticket) => ({
          ...one,
          highlights: [{ part: "subject", text: q, spans: [[0, 1]] }],
        })
        return { items: q ? found.map(marked) : found, next: null }
      },
    })
  })
  afterEach(() => void vi.unstubAllGlobals())

  it("come many in one request, and are kept one by one", async () => {
    const { result } = renderHook(() => [useRow(1), useRow(2)], { wrapper })

    await waitFor(() => expect(result.current.map((one) => one.data?.id)).toEqual([1, 2]))
    expect(rowsAsked()).toEqual([asks("id=1&id=2&limit=100")])
    expect(cache.getQueryData<Ticket>(keys.row(2))?.subject).toBe("Matter 2")
  })

  it("say when there is no such ticket", async () => {
    const { result } = renderHook(() => useRow(9), { wrapper })

    await waitFor(() => expect(result.current.data).toBeNull())
  })

  it("are asked for again when somebody changes them, together, and only those on the screen", async () => {
    const { result } = renderHook(
      () => {
        useLiveRows()
        return [useRow(1), useRow(2)]
      },
      { wrapper },
    )
    await waitFor(() => expect(result.current[1]?.data?.id).toBe(2))

    for (const id of [1, 2, 3]) tickets.set(id, makeTicket({ id, version: 2, subject: `New ${id}` }))
    act(() => [1, 2, 2, 3].forEach((id) => desk.tell({ kind: "ticket.changed", ticket_id: id })))

    await waitFor(() => expect(result.current.map((one) => one.data?.subject)).toEqual(["New 1", "New 2"]))
    expect(rowsAsked()).toEqual([asks("id=1&id=2&limit=100"), asks("id=1&id=2&limit=100")])
  })

  it("are asked for as soon as a ticket has come in, but not for each of an import", async () => {
    renderHook(() => useLiveRows(), { wrapper })
    await waitFor(() => expect(desk.isHeard()).toBe(true))

    act(() => desk.tell({ kind: "ticket.received", ticket_id: 3 }))
    await waitFor(() => expect(rowsAsked()).toEqual([asks("id=3&limit=100")]))
    for (let id = 100; id < 150; id++) desk.tell({ kind: "ticket.received", ticket_id: id })
    await new Promise((resolve) => setTimeout(resolve, 400))

    expect(rowsAsked()).toHaveLength(1)
  })

  it("never go back to an older version", async () => {
    cache.setQueryData(keys.row(1), makeTicket({ id: 1, version: 5, subject: "Newest" }))
    await cache.invalidateQueries({ queryKey: keys.rows })

    const { result } = renderHook(() => useRow(1), { wrapper })

    await waitFor(() => expect(rowsAsked()).toHaveLength(1))
    await waitFor(() => expect(result.current.isFetching).toBe(false))
    expect(result.current.data?.subject).toBe("Newest")
  })

  it("say in a search where the words stand, and what no longer holds them is still a row", async () => {
    const { result } = renderHook(() => useFoundRow(1, "matter"), { wrapper })

    await waitFor(() => expect(result.current.data?.id).toBe(1))
    expect(result.current.marks).toEqual([{ part: "subject", text: "matter", spans: [[0, 1]] }])
  })

  it("are loaded for a change of many, the number alone where there is nothing", async () => {
    cache.setQueryData(keys.row(1), matter(1))

    const found = await loadRows(cache, [1, 2, 9])

    expect(found.map((one) => ("subject" in one ? one.subject : one.id))).toEqual(["Matter 1", "Matter 2", 9])
    expect(rowsAsked()).toEqual([asks("id=2&id=9&limit=100")])
  })
})
