import { formatNumber } from "@/lib/formats"
import * as words from "@/lib/words"
import type { Imported } from "./use-import"

type Fact = "rows" | "tickets" | "customers" | "known" | "rejected"

/** The numbers of an import that was done, or would be. */
export function ImportFacts({ of, names }: { of: Imported; names: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-5">
      {names.map((name) => (
        <div key={name}>
          <dt className="text-soft text-xs">{words.settings.import.facts[name]}</dt>
          <dd className="font-semibold">{formatNumber(of[name])}</dd>
        </div>
      ))}
    </dl>
  )
}
