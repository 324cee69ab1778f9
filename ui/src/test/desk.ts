/** A desk for tests: only `fetch` is not the real one. It answers by path, and tells events when a test says so. */
import { ReadableStream, TextDecoderStream, type ReadableStreamDefaultController } from "node:stream/web"
import { vi } from "vitest"

type Answer = (asked: { url: URL; body: unknown }) => unknown

export interface FakeDesk {
  /** What was asked, in that order: `GET /api/v1/tickets?id=1`. */
  asked: string[]
  /** Whether somebody listens to its events. */
  isHeard: () => boolean
  /** Say that something happened, as the event stream does. */
  tell: (event: { kind: string; ticket_id?: number; actor?: string; data?: Record<string, unknown> }) => void
}

/** Answer by method and path; a path that is not named is not found. */
export function fakeDesk(answers: Record<string, Answer>): FakeDesk {
  const asked: string[] = []
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>()
  const answer = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = input instanceof Request ? input : null
    const url = new URL(request ? request.url : String(input), window.location.origin)
    if (url.pathname.endsWith("/events/stream")) return stream(streams, init?.signal ?? null)
    const method = request?.method ?? init?.method ?? "GET"
    asked.push(`${method} ${url.pathname}${url.search}`)
    const found = answers[`${method} ${url.pathname}`]
    if (!found) return json({ detail: `Nothing at ${url.pathname}`, code: "not_found" }, 404)
    const body: unknown = request?.body ? await request.json() : null
    return json(await found({ url, body }))
  }
  vi.stubGlobal("fetch", answer)
  // The page that tests have knows no streams.
  vi.stubGlobal("TextDecoderStream", TextDecoderStream)
  let told = 0
  return {
    asked,
    isHeard: () => streams.size > 0,
    tell: ({ kind, ticket_id = null, actor = "Kim", data = {} }) => {
      const event = { id: `1.${++told}`, ticket_id, kind, actor, data, happened_at: new Date().toISOString() }
      const text = `id: ${event.id}\nevent: ${kind}\ndata: ${JSON.stringify(event)}\n\n`
      for (const one of streams) one.enqueue(new TextEncoder().encode(text))
    },
  }
}

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } })
}

function stream(
  open: Set<ReadableStreamDefaultController<Uint8Array>>,
  signal: AbortSignal | null,
): Response {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      open.add(controller)
      signal?.addEventListener("abort", () => {
        if (open.delete(controller)) controller.error(signal.reason)
      })
    },
  })
  return { ok: true, status: 200, body } as unknown as Response
}
