import { useEffect, useState } from "react"
import { act, configure, fireEvent, render, screen, waitFor, within } from "@testing-library/react"
import userEvent from "@testing-library/user-event"
import { QueryClientProvider } from "@tanstack/react-query"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { TooltipProvider } from "@/components/tooltip"
import { Notices } from "@/components/notices"
import { useKeyboard } from "@/lib/actions"
import type { Ticket } from "@/lib/api"
import { changedSearch, type InboxSearch } from "@/lib/inbox-search"
import { makeQueryClient } from "@/lib/query-client"
import { fakeDesk, type FakeDesk } from "@/test/desk"
import { makeTicket } from "@/test/tickets"
import { TicketList } from "./ticket-list"

// A whole list is drawn many times here, which a busy machine takes a while for.
configure({ asyncUtilTimeout: 5_000 })
vi.setConfig({ testTimeout: 30_000 })

let tickets: Ticket[]
let desk: FakeDesk
const address: { now: InboxSearch } = { now: {} }

const matter = (id: number) => makeTicket({ id, version: 1, subject: `Matter ${id}` })

/** A desk of tickets, of which lists hold the open ones in the order in which they stand here. */
function openDesk(count: number): FakeDesk {
  tickets = Array.from({ length: count }, (_, place) => matter(place + 1))
  const open = () => tickets.filter((one) => one.status === "open")
  return fakeDesk({
    "GET /api/v1/tickets/order": ({ url }) => {
      const q = url.searchParams.get("q")
      return { ids: open().flatMap((one) => (!q || one.subject.includes(q) ? one.id : [])), more: false }
    },
    "GET /api/v1/tickets": ({ url }) => {
      const ids = new Set(url.searchParams.getAll("id").map(Number))
      return { items: tickets.filter((one) => ids.has(one.id)), next: null }
    },
    "POST /api/v1/tickets/bulk": ({ body }) => {
      const { ids, change } = body as { ids: number[]; change: { status?: string; resolve?: true } }
      for (const id of ids) put(id, { status: change.resolve ? "resolved" : (change.status ?? "open") })
      return { results: ids.map((id) => ({ id, ok: true, error: null, corrections: [] })) }
    },
    "GET /api/v1/tickets/counts": () => ({
      views: [{ view: "all", count: tickets.length }],
      teams: [],
      categories: [],
      scopes: [],
      saved: [],
    }),
    "GET /api/v1/session": () => ({
      mode: "team",
      account: { id: 1, email: "tom@example.com", name: "Tom", role: "agent" },
      agent: { id: 1, name: "Tom" },
      permissions: ["read", "work"],
    }),
    "GET /api/v1/presence": () => ({ items: [] }),
    "GET /api/v1/views": () => ({ items: [], next: null }),
    "GET /api/v1/agents": () => ({ items: [], next: null }),
    "GET /api/v1/teams": () => ({ items: [], next: null }),
    "GET /api/v1/taxonomy": () => ({ version: 1, categories: [] }),
  })
}

/** The ticket is so from now on, at the desk. */
function put(id: number, about: Partial<Ticket>): void {
  tickets = tickets.map((one) => (one.id === id ? { ...one, ...about, version: one.version + 1 } : one))
}

function Page({ at }: { at: InboxSearch }) {
  const [search, setSearch] = useState(at)
  useKeyboard()
  useEffect(() => {
    address.now = search
  })
  return <TicketList search={search} onGo={(change) => setSearch((now) => changedSearch(now, change))} />
}

async function enter(at: InboxSearch = {}): Promise<void> {
  render(
    <QueryClientProvider client={makeQueryClient()}>
      <TooltipProvider>
        <Page at={at} />
        <Notices />
      </TooltipProvider>
    </QueryClientProvider>,
  )
  await screen.findAllByText(/^Matter/)
}

const list = () => screen.getByRole("listbox")
const rows = () => within(list()).getAllByRole("option")
const row = (id: number) => within(list()).getByText(`Matter ${id}`).closest("[role=option]")
const shown = () => rows().map((one) => Number(one.dataset.id))

describe("the list of tickets", () => {
  beforeEach(() => {
    // What is not laid out has no height; eight rows fit on this screen.
    vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(8 * 72)
    vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(400)
    vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(8 * 72)
    Element.prototype.scrollTo = vi.fn<() => void>()
    desk = openDesk(40)
  })
  afterEach(() => void vi.unstubAllGlobals())

  it("says how many there are, and of each which one it is, though only some are on the page", async () => {
    await enter()

    expect(screen.getByText("40 tickets")).toBeTruthy()
    expect(rows().length).toBeLessThan(40)
    expect(row(1)?.getAttribute("aria-posinset")).toBe("1")
    expect(row(1)?.getAttribute("aria-setsize")).toBe("40")
  })

  it("asks for the rows on the screen in one request", async () => {
    await enter()

    const asked = desk.asked.filter((one) => one.startsWith("GET /api/v1/tickets?id="))
    expect(asked).toHaveLength(1)
  })

  it("opens one ticket after the other by J, and the one before by K", async () => {
    await enter()

    await userEvent.keyboard("jj")
    await waitFor(() => expect(address.now.ticket).toBe(2))
    await userEvent.keyboard("k")

    await waitFor(() => expect(address.now.ticket).toBe(1))
    expect(list().getAttribute("aria-activedescendant")).toBe("row-1")
    expect(row(1)?.getAttribute("aria-current")).toBe("true")
  })

  it("jumps to the last ticket by End, and closes by Escape", async () => {
    await enter()

    act(() => list().focus())
    await userEvent.keyboard("{End}")
    expect(address.now.ticket).toBe(40)
    await userEvent.keyboard("{Escape}")

    expect(address.now.ticket).toBeUndefined()
  })

  it("shows what somebody else changed, and moves nothing", async () => {
    await enter({ ticket: 3 })

    put(5, { subject: "Another matter" })
    act(() => desk.tell({ kind: "ticket.changed", ticket_id: 5 }))

    await screen.findByText("Another matter")
    expect(shown().slice(0, 6)).toEqual([1, 2, 3, 4, 5, 6])
  })

  it("keeps a ticket that somebody else has resolved in its place, and says by whom", async () => {
    await enter({ ticket: 3 })

    put(2, { status: "resolved" })
    act(() =>
      desk.tell({ kind: "ticket.resolved", ticket_id: 2, actor: "Kim", data: { status: "resolved" } }),
    )

    await screen.findByText("Resolved by Kim")
    expect(shown().slice(0, 4)).toEqual([1, 2, 3, 4])
    fireEvent.click(screen.getByRole("button", { name: /1 has left/ }))
    expect(shown().slice(0, 3)).toEqual([1, 3, 4])
  })

  it("tells of a new ticket while one is open, and goes there", async () => {
    await enter({ ticket: 3 })

    tickets = [matter(99), ...tickets]
    act(() => desk.tell({ kind: "ticket.received", ticket_id: 99 }))

    expect(await screen.findByRole("button", { name: "1 new" })).toBeTruthy()
    expect(address.now.ticket).toBe(3)
  })

  it("lets a new ticket simply appear while nobody is at work", async () => {
    await enter()

    tickets = [matter(99), ...tickets]
    act(() => desk.tell({ kind: "ticket.received", ticket_id: 99 }))

    await screen.findByText("Matter 99")
    expect(shown()[0]).toBe(99)
    expect(screen.queryByRole("button", { name: /new/ })).toBeNull()
  })

  it("resolves what is selected by keys alone, goes on to the next, and takes it back", async () => {
    await enter()

    await userEvent.keyboard("jx{Shift>}JJ{/Shift}")
    expect(await screen.findByText("3 selected")).toBeTruthy()
    await userEvent.keyboard("e")

    await waitFor(() => expect(shown().slice(0, 2)).toEqual([4, 5]))
    await waitFor(() => expect(address.now.ticket).toBe(4))
    fireEvent.click(await screen.findByRole("button", { name: /Undo/ }))
    await waitFor(() => expect(tickets.every((one) => one.status === "open")).toBe(true))
    act(() => desk.tell({ kind: "ticket.reopened", ticket_id: 1 }))
    await waitFor(() => expect(shown().slice(0, 3)).toEqual([1, 2, 3]))
  })

  it("sends many in parts of two hundred", async () => {
    desk = openDesk(450)
    await enter()

    act(() => list().focus())
    await userEvent.keyboard("{Control>}a{/Control}")
    expect(await screen.findByText("450 selected")).toBeTruthy()
    await userEvent.keyboard("e")

    await screen.findByText("450 tickets resolved.")
    expect(desk.asked.filter((one) => one === "POST /api/v1/tickets/bulk")).toHaveLength(3)
  })

  it("narrows to the words that are typed, after a pause, and says when there is nothing", async () => {
    await enter()

    await userEvent.keyboard("/")
    await userEvent.keyboard("Matter 4")
    await waitFor(() => expect(address.now).toMatchObject({ q: "Matter 4", view: "open" }))
    await waitFor(() => expect(screen.getByText("2 tickets")).toBeTruthy())
    await userEvent.keyboard("xyz")

    expect(await screen.findByText("Nothing here for “Matter 4xyz”")).toBeTruthy()
    fireEvent.click(screen.getByRole("button", { name: "Search all tickets" }))
    expect(address.now.view).toBe("all")
  })
})
