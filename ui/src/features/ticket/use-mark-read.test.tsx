import type { ReactNode } from "react"
import { QueryClientProvider } from "@tanstack/react-query"
import { renderHook, waitFor } from "@testing-library/react"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { keys } from "@/lib/data/keys"
import { useTicket } from "@/lib/data/tickets"
import { makeQueryClient } from "@/lib/query-client"
import { fakeDesk } from "@/test/desk"
import { makeTicket } from "@/test/tickets"
import { useMarkRead } from "./use-mark-read"

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it("what is on its way when a ticket is marked as read still comes", async () => {
  const cache = makeQueryClient()
  let subject = "As it was"
  let held: Promise<void> | undefined
  const desk = fakeDesk({
    "GET /api/v1/tickets/7": async () => {
      const ticket = makeTicket({ unread: true, subject })
      await held
      return { ticket, thread: [], timeline: [], drafts: [], verdict: { verdict: {} } }
    },
    "GET /api/v1/session": () => ({ mode: "local", agent: null, permissions: ["read", "work"] }),
    "PUT /api/v1/tickets/7/read": () => null,
  })
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={cache}>{children}</QueryClientProvider>
  )
  const { result } = renderHook(
    () => {
      const { data } = useTicket(7)
      useMarkRead(data?.ticket ?? makeTicket())
      return data?.ticket.subject
    },
    { wrapper },
  )
  await waitFor(() => expect(result.current).toBe("As it was"))
  let arrive: (() => void) | undefined
  subject = "As it is"
  held = new Promise((resolve) => {
    arrive = resolve
  })
  void cache.invalidateQueries({ queryKey: keys.ticket(7) })

  await vi.advanceTimersByTimeAsync(2_000)
  await waitFor(() => expect(desk.asked).toContain("PUT /api/v1/tickets/7/read"))
  arrive?.()

  await waitFor(() => expect(result.current).toBe("As it is"))
})
