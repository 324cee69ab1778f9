import * as words from "@/lib/words"
import type { Sentence, Shown } from "./use-proposal"

/** Sentences of the desk's draft that its sources do not bear out, and why they were left out or are doubtful. */
export function CutSentences({ shown }: { shown: Shown }) {
  const doubtful = (shown.sentences as Sentence[]).filter(
    (one) => one.is_cut || one.kind === "unsupported" || one.kind === "contradicted",
  )
  if (doubtful.length === 0 && !shown.note) return null
  return (
    <details className="px-4 pb-2 text-[0.8125rem]">
      <summary className="text-soft cursor-pointer">
        {shown.note || words.composer.leftOut(doubtful.length)}
      </summary>
      <ul className="mt-1 flex flex-col gap-1">
        {doubtful.map((one) => (
          <li key={one.text}>
            <span className="text-warn font-medium">{labelOf(one)}</span>
            {": "}
            <s className="text-soft">{one.text}</s> {one.reason}
          </li>
        ))}
      </ul>
    </details>
  )
}

function labelOf(sentence: Sentence): string {
  if (sentence.kind === "contradicted") return words.composer.contradicted
  return sentence.kind === "unsupported" ? words.composer.unsupported : words.composer.cut
}
