/**
 * What a page of the inbox sees of itself while `bench/ui.py` uses it.
 *
 * Moments are those of `performance.now()`, in milliseconds, and none waits for the pipe to the benchmark.
 * Something is painted when a frame that shows it has been laid out and drawn: a task after its callbacks.
 */
;(() => {
  const PATIENCE = 10_000
  const LIST = "main [role=listbox]"
  const ROW = `${LIST} [role=option]`
  const PANE = "main section[aria-label=Ticket]"
  const ANSWER = "section[aria-label=Answer] textarea"
  const CONTEXT = (id) => `main aside [data-ticket="${id}"]`
  const THREAD = "[role=region][aria-label=Conversation] article"

  const found = (selector) => document.querySelector(selector)
  const rowAt = (place) => found(`${ROW}[aria-posinset="${place}"]`)
  const isWhole = (row) => row !== null && !row.querySelector("[data-skeleton]")

  function painted(then) {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => then(performance.now())
      port2.postMessage(null)
    })
  }

  /** The moment at which it was so, painted; null: it did not come to that. */
  function whenever(isSo) {
    return new Promise((resolve) => {
      const look = () => {
        if (!isSo()) return
        watch.disconnect()
        painted(resolve)
      }
      const watch = new MutationObserver(look)
      watch.observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
      setTimeout(() => (watch.disconnect(), resolve(null)), PATIENCE)
      look()
    })
  }

  /** From the next stroke of a key until each of these was so, as they are made when it is struck. */
  function after(key, make) {
    return new Promise((resolve, reject) => {
      const struck = (event) => {
        if (event.key !== key) return
        window.removeEventListener("keydown", struck, true)
        const span = (moment) => (moment === null ? null : moment - event.timeStamp)
        try {
          resolve(Promise.all(make().map((isSo) => whenever(isSo).then(span))))
        } catch (error) {
          reject(error)
        }
      }
      window.addEventListener("keydown", struck, true)
    })
  }

  function isOnScreen(row) {
    const [box, list] = [row.getBoundingClientRect(), found(LIST).getBoundingClientRect()]
    return box.top >= list.top && box.bottom <= list.bottom + 1
  }

  function cursor() {
    const name = found(LIST).getAttribute("aria-activedescendant")
    return name ? Number(document.getElementById(name).getAttribute("aria-posinset")) : 0
  }

  const resources = () => performance.getEntriesByType("resource")

  window.bench = {
    /** What was asked for last; `await` it. */
    asked: null,
    first: whenever(() => isWhole(found(ROW))),
    length: () => Number(found(ROW).getAttribute("aria-setsize")),
    seen: () => [...document.querySelectorAll(ROW)].filter(isOnScreen).map((row) => Number(row.dataset.id)),

    /** J: the next ticket's head, its thread, and all the rest: where one answers, and what is known around it. */
    next() {
      this.asked = after("j", () => {
        const row = rowAt(cursor() + 1)
        if (!row) throw new Error("The row under the cursor has left the screen.")
        const { id } = row.dataset
        const number = new RegExp(`^#${id}(?!\\d)`)
        const hasHead = () => number.test(found(`${PANE} header`)?.textContent ?? "")
        const has = (...parts) => hasHead() && parts.every((part) => found(part) !== null)
        return [hasHead, () => has(`${PANE} ${THREAD}`), () => has(`${PANE} ${ANSWER}`, CONTEXT(id))]
      })
    },

    /** End: the last row. */
    last() {
      const isThere = () => isWhole(rowAt(this.length())) && isOnScreen(rowAt(this.length()))
      this.asked = after("End", () => [isThere])
    },

    /** A ticket's row with these words as its subject, or shown as resolved or not; by the clock on the wall. */
    change(id, { subject, ended }) {
      const isSo = () => {
        const row = document.getElementById(`row-${id}`)
        if (!row) return false
        if (subject !== undefined) return row.textContent.includes(subject)
        return (row.querySelector("[title^='Resolved ']") !== null) === ended
      }
      this.asked = whenever(isSo).then((moment) => moment && performance.timeOrigin + moment)
    },

    /** Scroll steadily; the span of each frame, and in how many a row on the screen was still on its way. */
    scroll(rows, seconds) {
      const list = found(LIST)
      const [far, high] = [rows * found(ROW).offsetHeight, list.clientHeight]
      const frames = []
      let [begun, late, top] = [0, 0, 0]
      const isSeen = (row) => Math.abs(Number.parseFloat(row.style.top) - top - high / 2) < high / 2
      return new Promise((resolve) => {
        const step = (now) => {
          begun ||= now
          const share = (now - begun) / (seconds * 1000)
          frames.push(now)
          if ([...document.querySelectorAll(`${ROW}:has([data-skeleton])`)].some(isSeen)) late += 1
          if (share >= 1) return resolve({ spans: frames.slice(1).map((at, n) => at - frames[n]), late })
          top = far * share
          list.scrollTop = top
          requestAnimationFrame(step)
        }
        requestAnimationFrame(step)
      })
    },

    /** Scripts and styles that came until then: their addresses, and how many bytes they were. */
    loaded: (until = Infinity) =>
      resources()
        .filter(({ name, startTime }) => /\.(js|css)$/.test(name) && startTime < until)
        .map(({ name, encodedBodySize }) => [new URL(name).pathname, encodedBodySize]),

    /** Those without which the list could not have been asked for. */
    needed() {
      return this.loaded(resources().find(({ name }) => name.includes("/tickets/order?")).startTime)
    },
  }
})()
