import { describe, expect, it } from "vitest"
import { htmlPage } from "./html-page"

const LOOK = { nonce: "n0", scheme: "light dark", faces: "" }
const bodyOf = (html: string) => /<body dir="auto">(.*)<\/body>/s.exec(htmlPage(html, LOOK).html)?.[1]

describe("the page of a formatted message", () => {
  it("has words where a picture would be fetched, and says how many", () => {
    const html = `<p>Hi <img alt="logo"> <img src="cid:a@b"> <img src="data:image/png;base64,AA=="></p>`
    const page = htmlPage(html, LOOK)

    expect(page.blocked).toBe(2)
    expect(page.html).toContain("[Picture: logo]")
    expect(page.html).toContain(`src="data:image/png;base64,AA=="`)
    expect(page.html).not.toContain("cid:")
  })

  it("takes its only style by the page's number", () => {
    expect(htmlPage("<p>Hi</p>", LOOK).html).toContain(`<style nonce="n0">`)
  })

  it("opens links beside the desk, and tells them nothing", () => {
    expect(bodyOf(`<a href="https://a.example/">a</a>`)).toBe(
      `<a href="https://a.example/" target="_blank" rel="noopener noreferrer nofollow">a</a>`,
    )
  })

  it("folds the quote at its end, but no message that is nothing else", () => {
    expect(bodyOf("<p>Yes.</p><blockquote>Is it?</blockquote>")).toBe(
      "<p>Yes.</p><details><summary>Quoted mail</summary><blockquote>Is it?</blockquote></details>",
    )
    expect(bodyOf("<blockquote>Is it?</blockquote>")).toBe("<blockquote>Is it?</blockquote>")
  })
})
