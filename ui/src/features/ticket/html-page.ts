/**
 * The page of a formatted message, for a frame in which nothing runs.
 *
 * The desk has left out all that runs or is fetched from elsewhere. Here pictures that would be fetched become
 * words, quoted mail is folded, and the page gets our own style by the page's nonce, which the frame's policy is
 * that of.
 */
import * as words from "@/lib/words"

export interface HtmlPage {
  html: string
  /** Pictures from elsewhere that are not shown. */
  blocked: number
}

export interface Look {
  nonce: string
  /** `light`, `dark`, or both where the system decides. */
  scheme: string
  /** The faces of the page's own letters. */
  faces: string
}

const STYLE = `
body{margin:0;background:transparent;color:light-dark(#16181d,#edeef1);overflow-wrap:anywhere;
font:0.875rem/1.625 "Inter Variable",ui-sans-serif,system-ui,sans-serif}
body>:first-child{margin-top:0}body>:last-child{margin-bottom:0}
p,ul,ol,dl,pre,blockquote,table{margin:0 0 .75em}h1,h2,h3,h4,h5,h6{font-size:1em;margin:1em 0 .5em}
a{color:light-dark(#2c54c6,#7d9dff)}img{max-width:100%;height:auto}pre{white-space:pre-wrap}
table{border-collapse:collapse;display:block;max-width:100%;overflow-x:auto}
td,th{border:1px solid light-dark(#e1e4ea,#2a2d35);padding:.25rem .5rem;text-align:start;vertical-align:top}
blockquote{border-inline-start:2px solid light-dark(#e1e4ea,#2a2d35);margin-inline:0;padding-inline-start:.75rem;
color:light-dark(#545b69,#a7adb9)}
summary{cursor:pointer;color:light-dark(#545b69,#a7adb9);font-size:.75rem;font-weight:500;width:fit-content}
:focus-visible{outline:2px solid light-dark(#2c54c6,#7d9dff);outline-offset:1px}
.picture{color:light-dark(#545b69,#a7adb9);font-style:italic}
`

/** Make the page. */
export function htmlPage(html: string, look: Look): HtmlPage {
  const { body } = new DOMParser().parseFromString(html, "text/html")
  const blocked = hidePictures(body)
  foldQuotes(body)
  for (const link of body.querySelectorAll("a[href]")) {
    link.setAttribute("target", "_blank")
    link.setAttribute("rel", "noopener noreferrer nofollow")
  }
  const style = `<style nonce="${look.nonce}">:root{color-scheme:${look.scheme}}${look.faces}${STYLE}</style>`
  const head = `<head><meta charset="utf-8">${style}</head>`
  return { html: `<!doctype html><html>${head}<body dir="auto">${body.innerHTML}</body></html>`, blocked }
}

/** A picture stands in the letter itself, or it is a word. */
function hidePictures(body: HTMLElement): number {
  const away = [...body.querySelectorAll("img")].filter(
    (one) => !one.getAttribute("src")?.startsWith("data:"),
  )
  for (const one of away) {
    const word = body.ownerDocument.createElement("span")
    word.className = "picture"
    word.textContent = words.ticket.thread.picture(one.alt)
    one.replaceWith(word)
  }
  return away.length
}

/** A quote at the end is folded, unless it is all there is. */
function foldQuotes(body: HTMLElement): void {
  const last = [...body.querySelectorAll(":scope > blockquote, :scope > div > blockquote")].at(-1)
  if (!last || last.textContent === body.textContent) return
  const details = body.ownerDocument.createElement("details")
  const summary = body.ownerDocument.createElement("summary")
  summary.textContent = words.ticket.thread.quoted
  last.replaceWith(details)
  details.append(summary, last)
}
