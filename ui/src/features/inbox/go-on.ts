import type { AddressChange } from "@/lib/inbox-search"

/** Go on with the address changed; `replace`: no step in the history of its own. */
export type GoOn = (change: AddressChange, replace?: boolean) => void
