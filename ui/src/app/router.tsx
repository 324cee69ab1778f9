/** Which address shows which page. The inbox comes with the first load, every other page when it is asked for. */
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router"
import type { QueryClient } from "@tanstack/react-query"
import { orderQuery } from "@/lib/data/orders"
import { isInside, sessionQuery } from "@/lib/data/session"
import { listQuery, readInboxSearch, type InboxSearch } from "@/lib/inbox-search"
import { InboxRoute } from "@/routes/inbox"
import { Frame } from "./frame"
import { NotFound } from "./not-found"
import { Shell } from "./shell"

interface Context {
  cache: QueryClient
}

const root = createRootRouteWithContext<Context>()({ component: Frame, notFoundComponent: NotFound })

/** Pages for whoever may use the desk; others are sent to sign in, and back. */
const desk = createRoute({
  getParentRoute: () => root,
  id: "desk",
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    const session = await context.cache.ensureQueryData(sessionQuery)
    if (!isInside(session)) throw redirect({ to: "/sign-in", search: { to: location.href } })
    if (location.pathname === "/inbox") askForList(context.cache, readInboxSearch(location.search))
  },
})

/** The list is asked for before it is drawn; one that is there is not asked for again. */
function askForList(cache: QueryClient, search: InboxSearch): void {
  cache.ensureQueryData(orderQuery(cache, listQuery(search))).catch(() => undefined) // the list says what is wrong
}

const index = createRoute({
  getParentRoute: () => desk,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/inbox", search: {} })
  },
})

const inbox = createRoute({
  getParentRoute: () => desk,
  path: "/inbox",
  component: InboxRoute,
  validateSearch: readInboxSearch,
})

const search = createRoute({
  getParentRoute: () => desk,
  path: "/search",
  component: lazyRouteComponent(() => import("@/routes/search"), "SearchRoute"),
  validateSearch: (given: Record<string, unknown>): { q?: string } =>
    typeof given.q === "string" && given.q ? { q: given.q } : {},
})

const customers = createRoute({
  getParentRoute: () => desk,
  path: "/customers",
  component: lazyRouteComponent(() => import("@/routes/customers"), "CustomersRoute"),
  validateSearch: (given: Record<string, unknown>): { q?: string } =>
    typeof given.q === "string" && given.q ? { q: given.q } : {},
})

const customer = createRoute({
  getParentRoute: () => desk,
  path: "/customers/$customerId",
  component: lazyRouteComponent(() => import("@/routes/customer"), "CustomerRoute"),
})

const settings = createRoute({
  getParentRoute: () => desk,
  path: "/settings",
  component: lazyRouteComponent(() => import("@/routes/settings"), "SettingsRoute"),
})

const settingsPage = createRoute({
  getParentRoute: () => settings,
  path: "$page",
  component: lazyRouteComponent(() => import("@/routes/settings-page"), "SettingsPageRoute"),
})

const welcome = createRoute({
  getParentRoute: () => desk,
  path: "/welcome",
  component: lazyRouteComponent(() => import("@/routes/welcome"), "WelcomeRoute"),
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  component: lazyRouteComponent(() => import("@/routes/sign-in"), "SignInRoute"),
  validateSearch: (given: Record<string, unknown>): { to?: string } =>
    typeof given.to === "string" && /^\/(?![/\\])/.test(given.to) ? { to: given.to } : {},
})

const accept = createRoute({
  getParentRoute: () => root,
  path: "/accept-invitation",
  component: lazyRouteComponent(() => import("@/routes/accept-invitation"), "AcceptInvitationRoute"),
})

const tree = root.addChildren([
  desk.addChildren([
    index,
    inbox,
    search,
    customers,
    customer,
    settings.addChildren([settingsPage]),
    welcome,
  ]),
  signIn,
  accept,
])

export function makeRouter(cache: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { cache },
    defaultPreload: "intent",
    defaultPendingMs: 300,
  })
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
