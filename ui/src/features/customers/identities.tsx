import { useState } from "react"
import { X } from "lucide-react"
import { Badge } from "@/components/badge"
import { Button } from "@/components/button"
import { TextField } from "@/components/field"
import { IconButton } from "@/components/icon-button"
import { api, ask, type Schemas } from "@/lib/api"
import { useMay } from "@/lib/data/session"
import { notify } from "@/lib/notices"
import * as words from "@/lib/words"
import { seen, useChangeCustomer, type Customer } from "./use-customer"

type Identity = Pick<Schemas["IdentityOut"], "kind" | "value">

function useIdentities(id: number) {
  const add = useChangeCustomer(id, (body: Identity, version) =>
    ask(
      api.POST("/api/v1/customers/{customer_id}/identities", {
        params: { path: { customer_id: id }, header: seen(version) },
        body,
      }),
    ),
  )
  const remove = useChangeCustomer(id, ({ kind, value }: Identity, version) =>
    ask(
      api.DELETE("/api/v1/customers/{customer_id}/identities/{kind}/{value}", {
        params: { path: { customer_id: id, kind, value }, header: seen(version) },
      }),
    ),
  )
  return { add, remove }
}

/** By what the customer is known again. */
export function Identities({ customer }: { customer: Customer }) {
  const { add, remove } = useIdentities(customer.id)
  const mayWork = useMay("work")
  const drop = (one: Identity) =>
    remove.mutate(one, {
      onSuccess: () =>
        notify({
          text: words.customers.removed(one.value),
          undo: { title: words.common.undo, run: () => add.mutate({ kind: one.kind, value: one.value }) },
        }),
    })
  return (
    <section aria-labelledby="customer-identities">
      <h2 id="customer-identities" className="font-semibold">
        {words.customers.identities}
      </h2>
      <p className="text-soft mb-2 text-xs">{words.customers.identitiesHint}</p>
      <ul className="flex flex-col">
        {customer.identities.map((one) => (
          <li key={`${one.kind}:${one.value}`} className="flex min-h-8 items-center gap-2">
            <Badge>{one.kind}</Badge>
            <span className="min-w-0 flex-1 truncate" title={one.value}>
              {one.value}
            </span>
            {one.verified && <Badge tone="good">{words.customers.verified}</Badge>}
            {mayWork && (
              <IconButton
                icon={X}
                label={words.customers.removeIdentity(one.value)}
                onClick={() => drop(one)}
              />
            )}
          </li>
        ))}
      </ul>
      {mayWork && <AddAddress onAdd={(value) => add.mutateAsync({ kind: "email", value })} />}
    </section>
  )
}

function AddAddress({ onAdd }: { onAdd: (value: string) => Promise<unknown> }) {
  const [value, setValue] = useState("")
  return (
    <form
      className="mt-2 flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        onAdd(value).then(
          () => setValue(""),
          () => undefined, // told as a message already; what was typed stays
        )
      }}
    >
      <div className="flex-1">
        <TextField
          label={words.customers.addIdentity}
          hidesLabel
          type="email"
          required
          placeholder={words.customers.email}
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
      </div>
      <Button type="submit">{words.customers.addIdentity}</Button>
    </form>
  )
}
