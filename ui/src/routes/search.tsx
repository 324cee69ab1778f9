import { useNavigate, useSearch } from "@tanstack/react-router"
import { SearchPage } from "@/features/search/search-page"

/** Search over every ticket; the words stand in the address. */
export function SearchRoute() {
  const { q } = useSearch({ from: "/desk/search" })
  const navigate = useNavigate()
  return (
    <main className="h-full overflow-y-auto">
      <SearchPage
        q={q ?? ""}
        onSearch={(words) =>
          void navigate({ to: "/search", search: words ? { q: words } : {}, replace: true })
        }
      />
    </main>
  )
}
