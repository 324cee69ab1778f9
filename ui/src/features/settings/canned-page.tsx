import { useState } from "react"
import { useQuery } from "@tanstack/react-query"
import { MessageSquareText, Pencil, Trash2 } from "lucide-react"
import { Badge } from "@/components/badge"
import { Button } from "@/components/button"
import { EmptyState } from "@/components/empty-state"
import { IconButton } from "@/components/icon-button"
import { ProblemNote } from "@/components/problem-note"
import { api, ask, type Schemas } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import { useMay } from "@/lib/data/session"
import * as words from "@/lib/words"
import { CannedDialog } from "./canned-dialog"
import { Line, Lines, SettingsFrame } from "./frame"
import { useDoing } from "./use-doing"

type Canned = Schemas["CannedReplyOut"]

const text = words.settings.canned

function useRemoveCanned() {
  const again = useDoing(
    ({ title, text: body, category, language }: Canned) =>
      ask(api.POST("/api/v1/canned-replies", { body: { title, text: body, category, language } })),
    [keys.canned],
  )
  return useDoing(
    (one: Canned) =>
      ask(
        api.DELETE("/api/v1/canned-replies/{reply_id}", {
          params: { path: { reply_id: one.id }, header: { "If-Match": `"${one.version}"` } },
        }),
      ),
    [keys.canned],
    (one) => ({
      text: text.removed(one.title),
      undo: { title: words.common.undo, run: () => again.mutate(one) },
    }),
  )
}

/** The texts that agents use again and again. */
export default function CannedPage() {
  const mayLead = useMay("lead")
  const [open, setOpen] = useState<Canned | "new" | null>(null)
  const remove = useRemoveCanned()
  const found = useQuery({
    queryKey: [...keys.canned, "all"],
    queryFn: async ({ signal }) =>
      (await ask(api.GET("/api/v1/canned-replies", { params: { query: { limit: 100 } }, signal }))).items,
  })
  return (
    <SettingsFrame title={words.settings.pages.canned} hint={mayLead ? text.hint : words.settings.needsLead}>
      {found.error && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {mayLead && (
        <Button look="primary" className="self-start" onClick={() => setOpen("new")}>
          {text.make}
        </Button>
      )}
      {found.data?.length === 0 && (
        <EmptyState icon={MessageSquareText} title={text.none}>
          {text.noneHint}
        </EmptyState>
      )}
      {found.data && found.data.length > 0 && (
        <Lines>
          {found.data.map((one) => (
            <Line
              key={one.id}
              actions={
                mayLead && (
                  <>
                    <IconButton
                      icon={Pencil}
                      label={`${text.edit}: ${one.title}`}
                      onClick={() => setOpen(one)}
                    />
                    <IconButton
                      icon={Trash2}
                      label={`${words.common.delete}: ${one.title}`}
                      onClick={() => remove.mutate(one)}
                    />
                  </>
                )
              }
            >
              <p className="flex flex-wrap items-center gap-2 font-medium">
                {one.title}
                {one.category && <Badge>{one.category}</Badge>}
                {one.language && <Badge>{one.language}</Badge>}
              </p>
              <p className="text-soft line-clamp-2 text-xs whitespace-pre-line">{one.text}</p>
            </Line>
          ))}
        </Lines>
      )}
      {open && <CannedDialog canned={open === "new" ? null : open} onClose={() => setOpen(null)} />}
    </SettingsFrame>
  )
}
