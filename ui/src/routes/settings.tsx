import { Link, Outlet, useParams } from "@tanstack/react-router"
import { clsx } from "clsx"
import { SettingsNav } from "@/features/settings/settings-nav"
import * as words from "@/lib/words"

/** Settings: their pages at the left; on a phone the list first, then the page that was chosen. */
export function SettingsRoute() {
  const { page } = useParams({ strict: false })
  return (
    <div className="flex h-full min-h-0">
      <div
        className={clsx(
          "border-line w-full shrink-0 overflow-y-auto border-r md:w-56",
          page && "max-md:hidden",
        )}
      >
        <SettingsNav />
      </div>
      <main className={clsx("min-w-0 flex-1 overflow-y-auto", !page && "max-md:hidden")}>
        <Link to="/settings" className="text-accent block px-4 pt-4 font-medium md:hidden">
          ← {words.settings.all}
        </Link>
        <Outlet />
      </main>
    </div>
  )
}
