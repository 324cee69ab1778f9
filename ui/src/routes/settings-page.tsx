import { Suspense } from "react"
import { useParams } from "@tanstack/react-router"
import { Settings } from "lucide-react"
import { EmptyState } from "@/components/empty-state"
import { Spinner } from "@/components/spinner"
import { PAGES } from "@/features/settings/pages"
import * as words from "@/lib/words"

/** One page of settings. */
export function SettingsPageRoute() {
  const { page } = useParams({ from: "/desk/settings/$page" })
  const found = PAGES.find((one) => one.name === page)
  if (!found) return <EmptyState icon={Settings} title={words.settings.unknownPage} />
  const Page = found.component
  return (
    <Suspense
      fallback={
        <div className="p-8">
          <Spinner label={words.common.loading} />
        </div>
      }
    >
      <Page />
    </Suspense>
  )
}
