import { useNavigate, useSearch } from "@tanstack/react-router"
import { CustomersPage } from "@/features/customers/customers-page"

/** Everybody who has written; the words that are sought stand in the address. */
export function CustomersRoute() {
  const { q } = useSearch({ from: "/desk/customers" })
  const navigate = useNavigate()
  return (
    <main className="h-full overflow-y-auto">
      <CustomersPage
        q={q ?? ""}
        onSearch={(words) =>
          void navigate({ to: "/customers", search: words ? { q: words } : {}, replace: true })
        }
      />
    </main>
  )
}
