import {
  Code,
  Inbox,
  Mail,
  MessageCircle,
  MessageSquare,
  TextCursorInput,
  type LucideIcon,
} from "lucide-react"
import * as words from "@/lib/words"

const SIGNS: Record<string, LucideIcon> = {
  email: Mail,
  chat: MessageSquare,
  form: TextCursorInput,
  whatsapp: MessageCircle,
  api: Code,
}

/** By which way a ticket came in. */
export function ChannelSign({ channel, name }: { channel: string; name: string }) {
  const Icon = SIGNS[channel] ?? Inbox
  return (
    <span className="inline-flex shrink-0" title={name}>
      <Icon className="size-3.5" aria-hidden />
      <span className="sr-only">{words.inbox.row.channel(name)}</span>
    </span>
  )
}
