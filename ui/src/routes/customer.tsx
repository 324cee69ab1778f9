import { useNavigate, useParams } from "@tanstack/react-router"
import { CustomerPage } from "@/features/customers/customer-page"

/** One customer. */
export function CustomerRoute() {
  const { customerId } = useParams({ from: "/desk/customers/$customerId" })
  const navigate = useNavigate()
  return (
    <main className="h-full overflow-y-auto">
      <CustomerPage
        key={customerId}
        id={Number(customerId)}
        onMerged={(into) =>
          void navigate({ to: "/customers/$customerId", params: { customerId: String(into) }, replace: true })
        }
      />
    </main>
  )
}
