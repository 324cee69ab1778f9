/**
 * Writes `src/lib/schema.d.ts`, the types of the native API, from our OpenAPI.
 *
 *   node scripts/client.mjs openapi.json src/lib/schema.d.ts
 *
 * Of each operation only the answers that mean success are kept: every other one has the shape of `Problem`,
 * which `lib/api.ts` turns into one kind of error. The doors of the seeds are not for the inbox.
 */
import { readFile, writeFile } from "node:fs/promises"
import openapiTS, { astToString } from "openapi-typescript"

const HEAD = "// Made by `make client` from the desk's OpenAPI. Do not edit.\n/* eslint-disable */\n\n"
const METHODS = new Set(["get", "put", "post", "patch", "delete"])

const [from, to] = process.argv.slice(2)
const api = JSON.parse(await readFile(from, "utf8"))
const paths = Object.entries(api.paths).filter(([path]) => path.startsWith("/api/v1/"))
const told = { ...api, paths: Object.fromEntries(paths.map(([path, item]) => [path, slim(item)])) }
await writeFile(
  to,
  HEAD + astToString(await openapiTS(JSON.stringify(plain(told)), { defaultNonNullable: false })),
)

function slim(item) {
  return Object.fromEntries(
    Object.entries(item).map(([name, part]) => [name, METHODS.has(name) ? operation(part) : part]),
  )
}

function operation(part) {
  const good = Object.entries(part.responses).filter(([status]) => status.startsWith("2"))
  return { ...part, responses: Object.fromEntries(good) }
}

function plain(value) {
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== "object") return value
  // The client's own types know no tuples.
  if (Array.isArray(value.prefixItems)) return { type: "array", items: plain(value.prefixItems[0]) }
  const kept = Object.entries(value).filter(([name, part]) => !isExample(name, part))
  return Object.fromEntries(kept.map(([name, part]) => [name, plain(part)]))
}

/** Titles repeat the names. A property may be called `title` or `example`, too; then it is a schema. */
function isExample(name, part) {
  if (name === "title") return typeof part === "string"
  return (name === "example" || name === "examples") && !(part && typeof part === "object" && "type" in part)
}
