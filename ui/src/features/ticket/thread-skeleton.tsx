import * as words from "@/lib/words"

const CARDS = ["mr-14 h-28", "ml-14 h-20", "mr-14 h-16"]

/** The place of a thread that is on its way. */
export function ThreadSkeleton() {
  return (
    <div role="status" className="mx-auto flex w-full max-w-3xl flex-1 flex-col gap-3 px-4 py-4">
      <span className="sr-only">{words.common.loading}</span>
      {CARDS.map((card) => (
        <div key={card} aria-hidden className={`bg-hover animate-pulse rounded-lg ${card}`} />
      ))}
    </div>
  )
}
