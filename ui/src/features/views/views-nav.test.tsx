import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router"
import { act, configure, fireEvent, render, screen, waitFor, within } from "@testing-library/react"
import userEvent from "@testing-library/user-event"
import { QueryClientProvider } from "@tanstack/react-query"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { Notices } from "@/components/notices"
import { TooltipProvider } from "@/components/tooltip"
import { useKeyboard } from "@/lib/actions"
import { readInboxSearch } from "@/lib/inbox-search"
import { makeQueryClient } from "@/lib/query-client"
import { fakeDesk, type FakeDesk } from "@/test/desk"
import { ViewsNav } from "./views-nav"

configure({ asyncUtilTimeout: 5_000 })
vi.setConfig({ testTimeout: 30_000 })

let desk: FakeDesk
let open = 12_345
let saved: { id: number; name: string }[] = []

const filters = { view: "open", q: "refund" }

const view = (one: { id: number; name: string }) => ({
  ...one,
  version: 1,
  shared: false,
  sort: "due",
  filters,
})

function openDesk(): FakeDesk {
  return fakeDesk({
    "GET /api/v1/tickets/counts": () => ({
      views: [
        { view: "open", count: open },
        { view: "at_risk", count: 4 },
      ],
      teams: [{ name: "finance", count: 3 }],
      categories: [],
      scopes: [],
      saved: saved.map(({ id }) => ({ id, count: 1_000, more: true })),
    }),
    "GET /api/v1/views": () => ({ items: saved.map(view), next: null }),
    "POST /api/v1/views": ({ body }) => {
      const made = { id: 8, name: (body as { name: string }).name }
      saved = [...saved, made]
      return view(made)
    },
    "DELETE /api/v1/views/7": () => {
      saved = []
      return null
    },
    "GET /api/v1/teams": () => ({ items: [{ slug: "finance", name: "Finance", members: [] }], next: null }),
    "GET /api/v1/taxonomy": () => ({ version: 1, categories: [] }),
    "GET /api/v1/session": () => ({
      mode: "local",
      account: null,
      agent: null,
      permissions: ["read", "work"],
    }),
  })
}

function Page() {
  useKeyboard()
  return (
    <TooltipProvider>
      <ViewsNav />
      <Notices />
    </TooltipProvider>
  )
}

async function show(address = "/inbox") {
  const root = createRootRoute({ component: Page })
  const inbox = createRoute({ getParentRoute: () => root, path: "/inbox", validateSearch: readInboxSearch })
  const history = createMemoryHistory({ initialEntries: [address] })
  const router = createRouter({ routeTree: root.addChildren([inbox]), history })
  render(
    <QueryClientProvider client={makeQueryClient()}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  )
  await screen.findByText("Finance")
  return () => router.state.location.searchStr
}

const link = (name: RegExp) => screen.getByRole("link", { name })

describe("the views", () => {
  beforeEach(() => {
    open = 12_345
    saved = [{ id: 7, name: "Refunds" }]
    desk = openDesk()
  })
  afterEach(() => void vi.unstubAllGlobals())

  it("say how many tickets they hold, in figures that can be read, and nothing where there are none", async () => {
    await show()

    expect(await screen.findByRole("link", { name: /Open.*12,345 tickets/ })).toBeTruthy()
    expect(within(link(/^Mine/)).queryByText("0")).toBeNull()
    expect(await screen.findByText("1,000+")).toBeTruthy()
  })

  it("say which one is shown, whatever narrows it", async () => {
    await show("/inbox?team=finance&ticket=3")

    expect(link(/^Finance/).getAttribute("aria-current")).toBe("page")
    expect(link(/^Open/).getAttribute("aria-current")).toBeNull()
  })

  it("are the open tickets where the address says nothing", async () => {
    await show()

    expect(link(/^Open/).getAttribute("aria-current")).toBe("page")
  })

  it("count anew when something happens", async () => {
    await show()
    await screen.findByRole("link", { name: /12,345/ })

    open = 12_346
    act(() => desk.tell({ kind: "ticket.received", ticket_id: 1 }))

    expect(await screen.findByRole("link", { name: /12,346/ })).toBeTruthy()
  })

  it("are reached by G and a letter, in the order that was chosen", async () => {
    const search = await show("/inbox?sort=due")

    await userEvent.keyboard("gm")

    await waitFor(() => expect(search()).toBe("?view=mine&sort=due"))
  })

  it("can be folded away, which is remembered", async () => {
    await show()

    fireEvent.click(screen.getByRole("button", { name: "Teams" }))

    expect(screen.getByText("Finance").closest("ul")?.hidden).toBe(true)
    expect(window.localStorage.getItem("firstline.folded")).toBe('["teams"]')
  })

  it("are deleted at once, and made again as they were by undo", async () => {
    await show()
    fireEvent.click(await screen.findByRole("button", { name: "What to do with “Refunds”" }))
    fireEvent.click(await screen.findByRole("menuitem", { name: "Delete" }))
    await waitFor(() => expect(screen.queryByText("Refunds")).toBeNull())

    fireEvent.click(await screen.findByRole("button", { name: /Undo/ }))

    expect(await screen.findByText("Refunds")).toBeTruthy()
    expect(saved).toEqual([{ id: 8, name: "Refunds" }])
  })
})
