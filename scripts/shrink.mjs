/**
 * Writes a gzip and a Brotli form beside each file of a folder that has something to gain.
 *
 *   node scripts/shrink.mjs folder
 *
 * The server gives the smallest form that a browser takes. The same file has the same forms on every machine.
 */
import { readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { brotliCompressSync, constants, gzipSync } from "node:zlib"

const TEXTS = /\.(css|js|json|svg|webmanifest)$/
/** Bytes; less fits into one packet as it is. */
const WORTH_IT = 1_000

const folder = process.argv[2]
for (const name of await readdir(folder)) {
  if (TEXTS.test(name)) await shrink(join(folder, name))
}

async function shrink(path) {
  const whole = await readFile(path)
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: whole.length } }
  const forms = { ".br": brotliCompressSync(whole, brotli), ".gz": gzipSync(whole, { level: 9 }) }
  for (const [ending, small] of Object.entries(forms)) {
    if (whole.length >= WORTH_IT && small.length < whole.length) await writeFile(path + ending, small)
  }
}
