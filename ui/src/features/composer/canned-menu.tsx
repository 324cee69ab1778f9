import { useQuery } from "@tanstack/react-query"
import { Command } from "cmdk"
import { MessageSquareText } from "lucide-react"
import { Button } from "@/components/button"
import { Kbd } from "@/components/kbd"
import { Popover } from "@/components/popover"
import { api, ask, type TicketDetail } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import * as words from "@/lib/words"

interface CannedMenuProps {
  detail: TicketDetail
  open: boolean
  onOpenChange: (open: boolean) => void
  onInsert: (text: string) => void
}

/** Canned replies for this ticket, filled in from it. */
export function CannedMenu({ detail, open, onOpenChange, onInsert }: CannedMenuProps) {
  const trigger = (
    <Button size="small">
      <MessageSquareText className="size-4" aria-hidden />
      <span className="@max-lg:sr-only">{words.composer.canned}</span> <Kbd keys="[" />
    </Button>
  )
  return (
    <Popover label={words.composer.cannedTitle} trigger={trigger} open={open} onOpenChange={onOpenChange}>
      <Choices
        detail={detail}
        onChoose={(text) => {
          onOpenChange(false)
          onInsert(text)
        }}
      />
    </Popover>
  )
}

function useCanned(ticket: number) {
  return useQuery({
    queryKey: [...keys.canned, "for", ticket],
    queryFn: ({ signal }) =>
      ask(api.GET("/api/v1/canned-replies", { params: { query: { ticket, limit: 100 } }, signal })),
  })
}

function Choices({ detail, onChoose }: { detail: TicketDetail; onChoose: (text: string) => void }) {
  const { data } = useCanned(detail.ticket.id)
  const all = data?.items ?? []
  const { category, language } = detail.ticket
  const fitting = (one: (typeof all)[number]) =>
    Number(one.category === category) * 2 + Number(one.language === null || one.language === language)
  const sorted = all.toSorted((one, other) => fitting(other) - fitting(one))
  return (
    <Command label={words.composer.cannedTitle} loop>
      <Command.Input
        placeholder={words.composer.cannedPlaceholder}
        className="border-line h-10 w-full border-b bg-transparent px-3 outline-none"
      />
      <Command.List className="max-h-72 overflow-y-auto p-1">
        <Command.Empty className="text-soft p-4 text-center">{words.composer.cannedNone}</Command.Empty>
        {sorted.map((one) => (
          <Command.Item
            key={one.id}
            value={`${one.title} ${one.id}`}
            keywords={[one.text]}
            onSelect={() => onChoose(one.text)}
            className="data-[selected=true]:bg-chosen rounded-md px-2.5 py-1.5"
          >
            <p className="font-medium">{one.title}</p>
            <p className="text-soft line-clamp-2 text-xs">{one.text}</p>
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  )
}
