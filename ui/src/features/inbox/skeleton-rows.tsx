import * as words from "@/lib/words"

const SOME = Array.from({ length: 12 }, (_, place) => `row ${place}`)

/** A list that is on its way. */
export function SkeletonRows() {
  return (
    <div role="status" className="min-h-0 flex-1 overflow-hidden">
      <span className="sr-only">{words.inbox.list.loading}</span>
      {SOME.map((one) => (
        <div key={one} className="border-line flex h-18 flex-col justify-center gap-2 border-b pr-4 pl-8">
          <span className="bg-hover h-3 w-1/3 rounded" />
          <span className="bg-hover h-3 w-3/4 rounded" />
          <span className="bg-hover h-2.5 w-1/2 rounded" />
        </div>
      ))}
    </div>
  )
}
