import { clsx } from "clsx"
import * as words from "@/lib/words"
import type { Sentence } from "./use-proposal"

/** What the LLM writes, sentence by sentence as each is checked; those that no source bears out are struck. */
export function Drafting({ said }: { said: readonly Sentence[] }) {
  if (said.length === 0) return null
  return (
    <div
      role="log"
      aria-label={words.composer.drafting}
      className="bg-accent-soft max-h-32 overflow-y-auto px-4 py-2"
    >
      {said.map((one, index) => (
        <span
          // Sentences only ever come at the end.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          className={clsx(one.is_cut && "text-soft line-through")}
        >
          {one.text}{" "}
        </span>
      ))}
    </div>
  )
}
