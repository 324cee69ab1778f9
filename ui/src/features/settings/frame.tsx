import type { ReactNode } from "react"

/** A page of settings: its name, what it is for, its sections. */
export function SettingsFrame({
  title,
  hint,
  children,
}: {
  title: string
  hint?: ReactNode
  children: ReactNode
}) {
  return (
    <div className="mx-auto max-w-3xl px-4 py-6">
      <h1 className="text-lg font-semibold">{title}</h1>
      {hint && <p className="text-soft mt-1">{hint}</p>}
      <div className="mt-5 flex flex-col gap-8">{children}</div>
    </div>
  )
}

/** A part of such a page. */
export function Section({ title, hint, children }: { title: string; hint?: ReactNode; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-3">
      <div>
        <h2 className="font-semibold">{title}</h2>
        {hint && <p className="text-soft text-[0.8125rem]">{hint}</p>}
      </div>
      {children}
    </section>
  )
}

/** Lines under each other in a box. */
export function Lines({ children }: { children: ReactNode }) {
  return <ul className="divide-line border-line divide-y rounded-lg border">{children}</ul>
}

/** One of them: what it is, what can be done with it. */
export function Line({ children, actions }: { children: ReactNode; actions?: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
      <div className="min-w-0 flex-1 basis-52">{children}</div>
      {actions}
    </li>
  )
}
