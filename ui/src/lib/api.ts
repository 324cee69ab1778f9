/**
 * The desk's native API: a client whose paths and shapes come from our OpenAPI.
 *
 * Every call goes through `ask`, which gives the body or throws a `Problem`: one kind of error, with a sentence
 * for the person, whatever went wrong, from a refused change to a cable that was pulled.
 */
import createClient from "openapi-fetch"
import type { components, paths } from "./schema"
import * as words from "./words"

export type Schemas = components["schemas"]
export type Ticket = Schemas["TicketOut"]
export type TicketDetail = Schemas["TicketDetail"]
export type Entry = Schemas["EntryOut"]

/** Something that the desk did not do, and why. */
export class Problem extends Error {
  override name = "Problem"

  constructor(
    /** The HTTP status; 0: the desk was not reached. */
    readonly status: number,
    /** Stable, for programs: `outdated`, `reply_held`, `offline`. */
    readonly code: string,
    /** A sentence for the person. */
    detail: string,
    readonly requestId: string | null = null,
    /** How the thing stands now, where it was changed meanwhile (412). */
    readonly current: unknown = null,
  ) {
    super(detail)
  }

  get isOffline(): boolean {
    return this.status === 0
  }

  get isOutdated(): boolean {
    return this.status === 412
  }
}

export const api = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: (request) => window.fetch(request),
})

interface Answered<T> {
  data?: T
  error?: unknown
  response: Response
}

/** Give what a call answered, or throw the `Problem`. */
export async function ask<T>(call: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await reached(call)
  if (response.ok) return data as T
  throw problemOf(response, error)
}

/** Read an error's body into a `Problem`. */
export function problemOf(response: Response, body: unknown): Problem {
  const told = isRecord(body) ? body : {}
  return new Problem(
    response.status,
    typeof told.code === "string" ? told.code : "unknown",
    sentenceOf(told.detail) ?? words.errors.unknown(response.status),
    response.headers.get("X-Request-ID"),
    told.current ?? null,
  )
}

async function reached<T>(call: Promise<Answered<T>>): Promise<Answered<T>> {
  try {
    return await call
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error
    throw new Problem(0, "offline", words.errors.offline)
  }
}

/** A refused body is told as a list of its faults (422). */
function sentenceOf(detail: unknown): string | null {
  if (typeof detail === "string") return detail
  if (!Array.isArray(detail)) return null
  const faults = detail.filter(isRecord).map((one) => {
    const field = Array.isArray(one.loc) ? one.loc.slice(1).join(".") : ""
    return field ? `${field}: ${String(one.msg)}` : String(one.msg)
  })
  return faults.join(". ") || null
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null
}
