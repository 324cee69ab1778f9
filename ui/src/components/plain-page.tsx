import type { ReactNode } from "react"
import * as words from "@/lib/words"

/** A page with one thing to do, such as signing in. */
export function PlainPage({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <main className="bg-sunk flex min-h-dvh flex-col items-center px-4 py-[12vh]">
      <p className="mb-6 flex items-center gap-2 text-base font-semibold">
        <img src="/static/firstline.svg" alt="" className="size-7" />
        {words.common.product}
      </p>
      <div className="bg-raised border-line w-full max-w-sm rounded-xl border p-6">
        <h1 className="text-lg font-semibold">{title}</h1>
        {hint && <p className="text-soft mt-1">{hint}</p>}
        <div className="mt-5">{children}</div>
      </div>
    </main>
  )
}
