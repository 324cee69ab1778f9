import { CircleHelp, RefreshCw, Sparkles } from "lucide-react"
import { Badge } from "@/components/badge"
import { Button } from "@/components/button"
import * as words from "@/lib/words"
import type { Shown } from "./use-proposal"

interface ProposalBarProps {
  shown: Shown
  isDrafting: boolean
  onTake: () => void
  onAnew: () => void
}

/** What the desk proposes, in a few words: from how many articles, or that none answers. */
export function ProposalBar({ shown, isDrafting, onTake, onAnew }: ProposalBarProps) {
  const { citations, is_holding } = shown
  return (
    <div className="ml-auto flex flex-wrap items-center gap-1.5">
      {is_holding ? (
        <Badge tone="warn" title={words.composer.holdingHint}>
          <CircleHelp className="size-3.5" aria-hidden /> {words.composer.holding}
        </Badge>
      ) : (
        citations.length > 0 && (
          <Badge tone="accent">
            <Sparkles className="size-3.5" aria-hidden /> {words.composer.draftFrom(citations.length)}
          </Badge>
        )
      )}
      <Button size="small" onClick={onTake} disabled={isDrafting}>
        {words.composer.takeDraft}
      </Button>
      <Button size="small" look="quiet" onClick={onAnew} disabled={isDrafting}>
        <RefreshCw className={isDrafting ? "size-3.5 animate-spin" : "size-3.5"} aria-hidden />
        {isDrafting ? words.composer.drafting : words.composer.draftAnew}
      </Button>
    </div>
  )
}
