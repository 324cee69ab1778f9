import type { useNavigate } from "@tanstack/react-router"
import { Command } from "cmdk"
import { Hash, Search, Ticket as TicketIcon, User } from "lucide-react"
import * as words from "@/lib/words"
import { PaletteGroup, PaletteItem } from "./palette-item"
import { numberIn, useFound } from "./use-found"

interface FoundGroupsProps {
  text: string
  act: (run: () => void) => void
  navigate: ReturnType<typeof useNavigate>
}

/** Tickets and customers that match what is typed. The desk has chosen them: the palette leaves none out. */
export function FoundGroups({ text, act, navigate }: FoundGroupsProps) {
  const { tickets, customers, isSearching } = useFound(text)
  const number = numberIn(text)
  const open = (ticket: number) => act(() => void navigate({ to: "/inbox", search: { view: "all", ticket } }))
  return (
    <>
      {isSearching && tickets.length + customers.length === 0 && (
        <Command.Loading className="text-soft px-3 py-2 text-xs">{words.palette.searching}</Command.Loading>
      )}
      {(number !== null || tickets.length > 0) && (
        <PaletteGroup heading={words.palette.tickets}>
          {number !== null && (
            <PaletteItem
              value={`number ${text}`}
              also={text}
              title={words.palette.ticketNumber(number)}
              icon={Hash}
              onSelect={() => open(number)}
            />
          )}
          {tickets.map((one) => (
            <PaletteItem
              key={one.id}
              value={`ticket ${one.id}`}
              also={text}
              title={one.subject}
              icon={TicketIcon}
              aside={one.customer.name}
              onSelect={() => open(one.id)}
            />
          ))}
        </PaletteGroup>
      )}
      {customers.length > 0 && (
        <PaletteGroup heading={words.palette.customers}>
          {customers.map((one) => (
            <PaletteItem
              key={one.id}
              value={`customer ${one.id}`}
              also={text}
              title={one.name}
              icon={User}
              aside={one.email}
              onSelect={() =>
                act(
                  () =>
                    void navigate({ to: "/customers/$customerId", params: { customerId: String(one.id) } }),
                )
              }
            />
          ))}
        </PaletteGroup>
      )}
    </>
  )
}

/** The search over every ticket; the last of all, so that a command that is named stands before it. */
export function Everywhere({ text, act, navigate }: FoundGroupsProps) {
  const all = text.trim()
  if (all.length < 2) return null
  return (
    <PaletteGroup heading={words.palette.all}>
      <PaletteItem
        value={`search everywhere ${all}`}
        also={text}
        title={words.palette.searchAll(all)}
        icon={Search}
        onSelect={() => act(() => void navigate({ to: "/search", search: { q: all } }))}
      />
    </PaletteGroup>
  )
}
