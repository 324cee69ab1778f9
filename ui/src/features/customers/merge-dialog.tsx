import { useState } from "react"
import { useQuery } from "@tanstack/react-query"
import { Button } from "@/components/button"
import { Dialog } from "@/components/dialog"
import { TextField } from "@/components/field"
import { api, ask, type Schemas } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import { notify } from "@/lib/notices"
import { useLater } from "@/lib/use-later"
import * as words from "@/lib/words"
import { seen, useChangeCustomer, type Customer } from "./use-customer"

type Other = Schemas["CustomerOut"]

function useOthers(q: string, customer: Customer): Other[] {
  const found = useQuery({
    queryKey: [...keys.customers, "merge", q],
    enabled: q.length > 1,
    queryFn: ({ signal }) =>
      ask(api.GET("/api/v1/customers", { params: { query: { q, limit: 8 } }, signal })),
  })
  return (found.data?.items ?? []).filter((one) => one.id !== customer.id)
}

interface MergeDialogProps {
  customer: Customer
  onClose: () => void
  onMerged: (into: number) => void
}

/** Merge a customer into another. There is no way back, so the choice is made twice. */
export function MergeDialog({ customer, onClose, onMerged }: MergeDialogProps) {
  const [typed, setTyped] = useState("")
  const [chosen, setChosen] = useState<Other | null>(null)
  const others = useOthers(useLater(typed.trim()), customer)
  const merge = useChangeCustomer(customer.id, (into: number, version) =>
    ask(
      api.POST("/api/v1/customers/{customer_id}/merge", {
        params: { path: { customer_id: customer.id }, header: seen(version) },
        body: { into },
      }),
    ),
  )
  const press = (other: Other) => {
    if (chosen?.id !== other.id) return setChosen(other)
    merge.mutate(other.id, {
      onSuccess: () => {
        notify({ text: words.customers.merged(other.name) })
        onMerged(other.id)
      },
    })
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={words.customers.mergeTitle}
      description={words.customers.mergeHint}
    >
      <div className="flex flex-col gap-3 overflow-y-auto px-5 pt-1 pb-5">
        <TextField
          label={words.customers.mergeFind}
          type="search"
          value={typed}
          placeholder={words.customers.searchPlaceholder}
          onChange={(event) => setTyped(event.target.value)}
        />
        <ul className="flex flex-col gap-1">
          {others.map((one) => (
            <li key={one.id} className="flex items-center gap-3">
              <span className="min-w-0 flex-1 truncate">
                {one.name} <span className="text-soft">{one.email}</span>
              </span>
              <Button
                size="small"
                look={chosen?.id === one.id ? "danger" : "plain"}
                disabled={merge.isPending}
                onClick={() => press(one)}
              >
                {chosen?.id === one.id
                  ? words.customers.mergeSure(one.name)
                  : words.customers.mergeInto(one.name)}
              </Button>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  )
}
