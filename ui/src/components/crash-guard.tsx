import { Component, type ReactNode } from "react"
import * as words from "@/lib/words"
import { Button } from "./button"

/** Keeps a part that fails from taking the page with it. */
export class CrashGuard extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <div role="alert" className="flex flex-col items-start gap-2 p-6">
        <p className="font-semibold">{words.errors.crashed}</p>
        <p className="text-soft">{words.errors.crashedHint}</p>
        <Button onClick={() => window.location.reload()}>{words.errors.reload}</Button>
      </div>
    )
  }
}
