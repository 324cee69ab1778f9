import { useState } from "react"
import { Button } from "@/components/button"
import { Dialog } from "@/components/dialog"
import { TextField } from "@/components/field"
import { api, ask, type Schemas } from "@/lib/api"
import { notify } from "@/lib/notices"
import * as words from "@/lib/words"
import { seen, useChangeCustomer, type Customer } from "./use-customer"

/** Change a customer's name or address. */
export function EditDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const [name, setName] = useState(customer.name)
  const [email, setEmail] = useState(customer.email ?? "")
  const change = useChangeCustomer(customer.id, (body: Schemas["CustomerPatch"], version) =>
    ask(
      api.PATCH("/api/v1/customers/{customer_id}", {
        params: { path: { customer_id: customer.id }, header: seen(version) },
        body,
      }),
    ),
  )
  const save = () =>
    change.mutate(
      { name: name.trim(), email: email.trim() || null },
      {
        onSuccess: (now) => {
          notify({
            text: words.customers.savedAs(now.name),
            undo: {
              title: words.common.undo,
              run: () => change.mutate({ name: customer.name, email: customer.email }),
            },
          })
          onClose()
        },
      },
    )
  return (
    <Dialog open onOpenChange={onClose} title={words.customers.editTitle}>
      <form
        className="flex flex-col gap-4 px-5 pt-1 pb-5"
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <TextField
          label={words.customers.name}
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label={words.customers.email}
          type="email"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button type="submit" look="primary" disabled={change.isPending}>
            {words.common.save}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
