import { render, screen } from "@testing-library/react"
import userEvent from "@testing-library/user-event"
import { describe, expect, it, vi } from "vitest"
import { useActions, useKeyboard, type Action } from "./actions"
import { prefer } from "./preferences"

function Page({ actions }: { actions: Action[] }) {
  useKeyboard()
  useActions(actions)
  return <input aria-label="words" />
}

function Part({ actions }: { actions: Action[] }) {
  useActions(actions)
  return null
}

const action = (keys: string, run: () => void): Action => ({
  id: keys,
  title: keys,
  group: "test",
  keys,
  run,
})

describe("keys", () => {
  it("do what a component offers while it is there, and nothing after", async () => {
    const run = vi.fn()
    const page = render(<Page actions={[action("E", run)]} />)

    await userEvent.keyboard("e")
    page.unmount()
    await userEvent.keyboard("e")

    expect(run).toHaveBeenCalledTimes(1)
  })

  it("leave letters to whoever types, but not chords", async () => {
    const single = vi.fn()
    const chord = vi.fn()
    render(<Page actions={[action("E", single), action("Mod+K", chord)]} />)

    await userEvent.type(screen.getByLabelText("words"), "eel")
    await userEvent.keyboard("{Control>}k{/Control}")

    expect(single).not.toHaveBeenCalled()
    expect(chord).toHaveBeenCalledTimes(1)
  })

  it("answer again when Escape has left what one types in", async () => {
    const run = vi.fn()
    render(<Page actions={[action("E", run)]} />)

    await userEvent.type(screen.getByLabelText("words"), "e{Escape}")
    await userEvent.keyboard("e")

    expect(run).toHaveBeenCalledTimes(1)
  })

  it("tell a capital from its small letter, and a sign by itself", async () => {
    const small = vi.fn()
    const capital = vi.fn()
    const sign = vi.fn()
    render(<Page actions={[action("A", small), action("Shift+A", capital), action("?", sign)]} />)

    await userEvent.keyboard("a")
    await userEvent.keyboard("{Shift>}A{/Shift}")
    await userEvent.keyboard("{Shift>}?{/Shift}")

    expect([small, capital, sign].map((one) => one.mock.calls.length)).toEqual([1, 1, 1])
  })

  it("mean what goes first, whichever came last", async () => {
    const many = vi.fn()
    const one = vi.fn()
    render(<Page actions={[{ ...action("E", many), id: "many", isFirst: true }]} />)
    render(<Page actions={[{ ...action("E", one), id: "one" }]} />)

    await userEvent.keyboard("e")

    expect(many).toHaveBeenCalled()
    expect(one).not.toHaveBeenCalled()
  })

  it("mean what came last, and again what was there before when that has gone", async () => {
    const page = vi.fn()
    const part = vi.fn()
    render(<Page actions={[{ ...action("N", page), id: "page" }]} />)
    const opened = render(<Part actions={[{ ...action("N", part), id: "part" }]} />)

    await userEvent.keyboard("n")
    opened.unmount()
    await userEvent.keyboard("n")

    expect([part, page].map((one) => one.mock.calls.length)).toEqual([1, 1])
  })

  it("may be two, one after the other", async () => {
    const go = vi.fn()
    const other = vi.fn()
    render(<Page actions={[action("G M", go), action("M", other)]} />)

    await userEvent.keyboard("gm")

    expect([go.mock.calls.length, other.mock.calls.length]).toEqual([1, 0])
  })

  it("can be switched off, all but chords", async () => {
    const single = vi.fn()
    prefer({ singleKeys: false })
    render(<Page actions={[action("E", single)]} />)

    await userEvent.keyboard("e")
    prefer({ singleKeys: true })

    expect(single).not.toHaveBeenCalled()
  })
})
