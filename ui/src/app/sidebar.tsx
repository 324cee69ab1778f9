import { Link } from "@tanstack/react-router"
import { Search, Settings, Users, type LucideIcon } from "lucide-react"
import { clsx } from "clsx"
import { PaletteButton } from "@/features/palette/palette-button"
import { ViewsNav } from "@/features/views/views-nav"
import * as words from "@/lib/words"
import { Brand } from "./brand"
import { Person } from "./person"

/** Where one can go: the views of the inbox first, the other pages below. */
export function Sidebar({ isOpen }: { isOpen: boolean }) {
  return (
    <nav
      id="sidebar"
      aria-label={words.common.nav.main}
      className={clsx(
        "bg-sunk border-line w-60 shrink-0 flex-col gap-3 border-r p-2 lg:flex",
        isOpen ? "absolute inset-y-0 top-11 z-30 flex max-lg:w-full" : "hidden",
      )}
    >
      <div className="hidden px-2 pt-1 lg:block">
        <Brand />
      </div>
      <PaletteButton />
      <div className="-mx-2 min-h-0 flex-1 overflow-y-auto px-2">
        <ViewsNav />
      </div>
      <div className="border-line -mx-2 flex flex-col gap-px border-t px-2 pt-2">
        <PageLink to="/search" icon={Search} title={words.common.nav.search} />
        <PageLink to="/customers" icon={Users} title={words.common.nav.customers} />
        <PageLink to="/settings" icon={Settings} title={words.common.nav.settings} />
        <Person />
      </div>
    </nav>
  )
}

function PageLink({
  to,
  icon: Icon,
  title,
}: {
  to: "/search" | "/customers" | "/settings"
  icon: LucideIcon
  title: string
}) {
  return (
    <Link
      to={to}
      className="hover:bg-hover text-soft data-[status=active]:bg-chosen data-[status=active]:text-ink flex h-8 items-center gap-2.5 rounded-md px-2"
    >
      <Icon className="size-4" aria-hidden />
      {title}
    </Link>
  )
}
