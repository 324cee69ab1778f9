import { useNavigate } from "@tanstack/react-router"
import { BookOpenText, Inbox, MessageSquarePlus, Search, Settings, Users } from "lucide-react"
import { useActions } from "@/lib/actions"
import { prefer } from "@/lib/preferences"
import * as words from "@/lib/words"

/** Every page, and what belongs to none of them, for palette and keys. */
export function usePageActions(): void {
  const navigate = useNavigate()
  const { nav, theme } = words.common
  const pages = { group: words.palette.goTo }
  const looks = { group: nav.theme }
  useActions([
    {
      ...pages,
      id: "go.inbox",
      title: nav.inbox,
      icon: Inbox,
      run: () => void navigate({ to: "/inbox", search: {} }),
    },
    {
      ...pages,
      id: "go.search",
      title: nav.search,
      icon: Search,
      run: () => void navigate({ to: "/search" }),
    },
    {
      ...pages,
      id: "go.customers",
      title: nav.customers,
      icon: Users,
      run: () => void navigate({ to: "/customers" }),
    },
    {
      ...pages,
      id: "go.settings",
      title: nav.settings,
      icon: Settings,
      run: () => void navigate({ to: "/settings" }),
    },
    {
      ...pages,
      id: "go.welcome",
      title: nav.welcome,
      also: nav.welcomeAlso,
      icon: MessageSquarePlus,
      run: () => void navigate({ to: "/welcome" }),
    },
    {
      ...pages,
      id: "go.docs",
      title: nav.docs,
      icon: BookOpenText,
      run: () => window.location.assign("/docs"),
    },
    { ...looks, id: "theme.system", title: theme.system, run: () => prefer({ theme: "system" }) },
    { ...looks, id: "theme.light", title: theme.light, run: () => prefer({ theme: "light" }) },
    { ...looks, id: "theme.dark", title: theme.dark, run: () => prefer({ theme: "dark" }) },
  ])
}
