import { useState } from "react"
import { Link } from "@tanstack/react-router"
import { Merge, Pencil, UserX } from "lucide-react"
import { Avatar } from "@/components/avatar"
import { Button } from "@/components/button"
import { EmptyState } from "@/components/empty-state"
import { ProblemNote } from "@/components/problem-note"
import { Spinner } from "@/components/spinner"
import { Problem } from "@/lib/api"
import { useMay } from "@/lib/data/session"
import { formatMoment } from "@/lib/formats"
import * as words from "@/lib/words"
import { EditDialog } from "./edit-dialog"
import { HistoryFacts } from "./history-facts"
import { Identities } from "./identities"
import { MergeDialog } from "./merge-dialog"
import { Notes } from "./notes"
import { Tickets } from "./tickets"
import { useCustomer, type Customer } from "./use-customer"

interface CustomerPageProps {
  id: number
  /** The customer was merged into another one. */
  onMerged: (into: number) => void
}

/** A customer: who they are, by what they are known, their tickets, and what colleagues should know. */
export function CustomerPage({ id, onMerged }: CustomerPageProps) {
  const found = useCustomer(id)
  if (found.isPending)
    return (
      <div className="p-8">
        <Spinner label={words.common.loading} />
      </div>
    )
  if (found.error instanceof Problem && found.error.status === 404) return <Missing />
  if (found.error) return <ProblemNote error={found.error} retry={() => void found.refetch()} />
  const customer = found.data
  return (
    <div className="mx-auto grid max-w-5xl gap-x-8 gap-y-6 px-4 py-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex min-w-0 flex-col gap-6">
        <Head customer={customer} onMerged={onMerged} />
        <HistoryFacts history={customer.history} />
        <Tickets id={customer.id} />
      </div>
      <aside className="flex min-w-0 flex-col gap-6">
        <Notes id={customer.id} />
        <Identities customer={customer} />
      </aside>
    </div>
  )
}

function Missing() {
  const { missing, missingHint, toAll } = words.customers
  return (
    <EmptyState
      icon={UserX}
      title={missing}
      level={1}
      actions={
        <Link to="/customers" className="text-accent font-medium underline">
          {toAll}
        </Link>
      }
    >
      {missingHint}
    </EmptyState>
  )
}

function Head({ customer, onMerged }: { customer: Customer; onMerged: (into: number) => void }) {
  const [open, setOpen] = useState<"edit" | "merge" | null>(null)
  const mayWork = useMay("work")
  const close = () => setOpen(null)
  return (
    <header className="flex flex-wrap items-center gap-3">
      <Avatar name={customer.name} size="large" />
      <div className="min-w-0 flex-1">
        <h1 className="truncate text-lg font-semibold">{customer.name}</h1>
        <p className="text-soft truncate">
          {customer.email ?? words.customers.noAddress} ·{" "}
          {words.customers.since(formatMoment(customer.created_at))}
        </p>
      </div>
      {mayWork && (
        <>
          <Button onClick={() => setOpen("edit")}>
            <Pencil className="size-4" aria-hidden /> {words.customers.edit}
          </Button>
          <Button onClick={() => setOpen("merge")}>
            <Merge className="size-4" aria-hidden /> {words.customers.merge}
          </Button>
        </>
      )}
      {open === "edit" && <EditDialog customer={customer} onClose={close} />}
      {open === "merge" && <MergeDialog customer={customer} onClose={close} onMerged={onMerged} />}
    </header>
  )
}
