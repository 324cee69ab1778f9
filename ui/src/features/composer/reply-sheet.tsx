import { useState, type ReactNode, type RefObject } from "react"
import { MarkedTextArea, type TextMark } from "@/components/marked-text-area"
import type { TicketDetail } from "@/lib/api"
import { useActions } from "@/lib/actions"
import { useEvent } from "@/lib/use-event"
import { notify } from "@/lib/notices"
import * as words from "@/lib/words"
import { CannedMenu } from "./canned-menu"
import { CutSentences } from "./cut-sentences"
import { Drafting } from "./drafting"
import { Findings } from "./findings"
import { KeepingNote } from "./keeping-note"
import { letterOf, outgoingText } from "./letter"
import { ProposalBar } from "./proposal-bar"
import { SendButtons } from "./send-buttons"
import { Sources } from "./sources"
import type { Draft } from "./use-draft"
import { usePolicy, type Finding } from "./use-policy"
import { useProposal } from "./use-proposal"
import { DELAY, useSend } from "./use-send"
import { useTyping } from "./use-typing"

interface ReplySheetProps {
  detail: TicketDetail
  draft: Draft
  tabs: ReactNode
  area: RefObject<HTMLTextAreaElement | null>
}

/** A reply: the desk's draft to start from, its sources, what the policy says, and how it goes out. */
export function ReplySheet({ detail, draft, tabs, area }: ReplySheetProps) {
  const { shown, anew, said } = useProposal(detail)
  const { citations } = shown
  const policy = usePolicy(detail, draft.text, citations)
  const send = useSend(detail, "reply", draft)
  const typing = useTyping(detail.ticket, true)
  const [wantsCanned, setWantsCanned] = useState(false)
  const isEmpty = draft.text.trim() === ""

  const go = useEvent((status?: "resolved") => {
    if (isEmpty || send.isPending) return
    const text = outgoingText(draft.text, citations)
    send.mutate({ text, key: crypto.randomUUID(), ...(status ? { status } : {}) })
  })
  const replace = useEvent((text: string) => {
    const before = draft.text
    draft.write(text)
    typing()
    area.current?.focus()
    if (before.trim()) {
      notify({
        text: words.composer.replaced,
        undo: { title: words.common.undo, run: () => draft.write(before) },
      })
    }
  })
  const insert = useEvent((text: string) => {
    const at = area.current?.selectionStart ?? draft.text.length
    draft.write(draft.text.slice(0, at) + text + draft.text.slice(area.current?.selectionEnd ?? at))
    typing()
    requestAnimationFrame(() => {
      area.current?.focus()
      area.current?.setSelectionRange(at + text.length, at + text.length)
    })
  })
  const reword = useEvent((finding: Finding) => {
    const points = Array.from(draft.text)
    const before = points.slice(0, finding.start).join("")
    draft.write(before + finding.wording + points.slice(finding.end).join(""))
    area.current?.focus()
  })
  useReplyActions(
    go,
    () => setWantsCanned(true),
    () => replace(letterOf(shown)),
  )

  return (
    <>
      <div className="flex flex-wrap items-center gap-2 px-2 pt-2">
        {tabs}
        <ProposalBar
          shown={shown}
          isDrafting={anew.isPending}
          onTake={() => replace(letterOf(shown))}
          onAnew={() => anew.mutate(undefined, { onSuccess: (made) => replace(letterOf(made)) })}
        />
      </div>
      <Drafting said={said} />
      <MarkedTextArea
        ref={area}
        aria-label={words.composer.replyLabel}
        aria-describedby="composer-findings"
        placeholder={words.composer.replyPlaceholder(detail.ticket.customer.name)}
        value={draft.text}
        marks={marksOf(policy.findings)}
        className="min-h-24 flex-1"
        onChange={(event) => {
          draft.write(event.target.value)
          typing()
        }}
      />
      <Sources text={draft.text} shown={shown} />
      <CutSentences shown={shown} />
      <Findings id="composer-findings" policy={policy} hasWords={!isEmpty} onReword={reword} />
      <div className="border-line flex flex-wrap items-center gap-2 border-t px-3 py-2">
        <CannedMenu detail={detail} open={wantsCanned} onOpenChange={setWantsCanned} onInsert={insert} />
        <SendButtons isEmpty={isEmpty} isSending={send.isPending} onSend={go} />
      </div>
      <div className="text-soft flex flex-wrap justify-between gap-x-4 px-3 pb-2 text-xs">
        <p className="min-w-0">{words.composer.storedOnly(DELAY)}</p>
        <KeepingNote draft={draft} />
      </div>
    </>
  )
}

function useReplyActions(go: (status?: "resolved") => void, canned: () => void, draft: () => void) {
  const { group, send, sendAndResolve, cannedTitle, takeDraft } = words.composer
  useActions([
    { id: "composer.send", title: send, group, keys: "Mod+Enter", run: () => go() },
    {
      id: "composer.send-resolve",
      title: sendAndResolve,
      group,
      keys: "Mod+Shift+Enter",
      run: () => go("resolved"),
    },
    { id: "composer.canned", title: cannedTitle, group, keys: "[", run: canned },
    { id: "composer.draft", title: takeDraft, group, keys: "D", run: draft },
  ])
}

function marksOf(findings: readonly Finding[]): TextMark[] {
  return findings
    .filter((one) => one.source === "draft")
    .map(({ start, end, action, rule }) => ({
      start,
      end,
      id: `${rule}-${start}`,
      tone: action === "warn" ? "warn" : "danger",
    }))
}
