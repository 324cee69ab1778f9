import { Fragment } from "react"
import { Link } from "@tanstack/react-router"
import * as words from "@/lib/words"
import { PAGES } from "./pages"

/** The pages of settings, by whom they concern. */
export function SettingsNav() {
  const groups = [...new Set(PAGES.map((one) => one.group))]
  return (
    <nav aria-label={words.settings.title} className="flex flex-col gap-px p-3">
      {groups.map((group) => (
        <Fragment key={group}>
          <h2 className="text-soft px-2 pt-3 pb-1 text-xs font-medium">{group}</h2>
          {PAGES.filter((one) => one.group === group).map(({ name, icon: Icon }) => (
            <Link
              key={name}
              to="/settings/$page"
              params={{ page: name }}
              className="hover:bg-hover data-[status=active]:bg-chosen flex h-8 items-center gap-2.5 rounded-md px-2"
            >
              <Icon className="text-soft size-4" aria-hidden />
              {words.settings.pages[name]}
            </Link>
          ))}
        </Fragment>
      ))}
    </nav>
  )
}
