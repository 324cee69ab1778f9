/** A call that answers piece by piece: a draft as it is written, an import as it goes on. */
import { createParser } from "eventsource-parser"
import { Problem, problemOf } from "./api"
import * as words from "./words"

export interface Said {
  event: string
  data: unknown
}

/**
 * Send something, and hear the answer's events one after the other.
 *
 * Throws a `Problem` when the desk refuses, cannot be reached, ends in the middle, or tells an `error`.
 *
 * @returns the data of the last event, `last`
 */
export async function streamed(
  address: string,
  init: RequestInit,
  last: string,
  hear: (said: Said) => void,
): Promise<unknown> {
  const response = await send(address, init)
  if (!response.ok || !response.body) throw problemOf(response, await response.json().catch(() => null))
  let end: Said | null = null
  const parser = createParser({
    onEvent: ({ event = "message", data }) => {
      const said = { event, data: JSON.parse(data) as unknown }
      if (event === last || event === "error") end = said
      else hear(said)
    },
  })
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    parser.feed(value)
  }
  return finished(end)
}

async function send(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { ...init, headers: { Accept: "text/event-stream", ...init.headers } })
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error
    throw new Problem(0, "offline", words.errors.offline)
  }
}

function finished(end: Said | null): unknown {
  if (!end) throw new Problem(0, "cut_off", words.errors.offline)
  if (end.event !== "error") return end.data
  const told = end.data as { code?: string; message?: string }
  throw new Problem(503, told.code ?? "unknown", told.message ?? words.errors.unknown(503))
}
