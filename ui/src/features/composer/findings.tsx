import { ShieldAlert, ShieldCheck } from "lucide-react"
import { Badge } from "@/components/badge"
import { Button } from "@/components/button"
import * as words from "@/lib/words"
import type { Finding, usePolicy } from "./use-policy"

interface FindingsProps {
  id: string
  policy: ReturnType<typeof usePolicy>
  hasWords: boolean
  onReword: (finding: Finding) => void
}

/** What the policy says of the reply, with a wording that would do where there is one. */
export function Findings({ id, policy, hasWords, onReword }: FindingsProps) {
  const { findings, isFresh, isChecking, error } = policy
  return (
    <div id={id} role="status" className="px-4 pb-2 empty:hidden">
      {hasWords && error && <p className="text-warn text-xs">{words.composer.policyUnknown}</p>}
      {hasWords && isChecking && <p className="text-soft text-xs">{words.composer.policyChecking}</p>}
      {hasWords && isFresh && (
        <Badge tone={findings.length === 0 ? "good" : "warn"}>
          {findings.length === 0 ? (
            <ShieldCheck className="size-3.5" aria-hidden />
          ) : (
            <ShieldAlert className="size-3.5" aria-hidden />
          )}
          {findings.length === 0 ? words.composer.policyFine : words.composer.policyFindings(findings.length)}
        </Badge>
      )}
      {findings.length > 0 && (
        <ul className="mt-1.5 flex max-h-28 flex-col gap-1.5 overflow-y-auto">
          {findings.map((one) => (
            <OneFinding key={`${one.rule}-${one.source}-${one.start}`} finding={one} onReword={onReword} />
          ))}
        </ul>
      )}
    </div>
  )
}

function OneFinding({ finding, onReword }: { finding: Finding; onReword: (finding: Finding) => void }) {
  const isOwn = finding.source === "draft"
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-1 text-[0.8125rem]">
      <Badge tone={finding.action === "warn" ? "warn" : "danger"}>
        {isOwn ? (words.composer.actions[finding.action] ?? finding.action) : words.composer.fromCustomer}
      </Badge>
      <span>{finding.reason}</span>
      {isOwn && finding.wording && (
        <>
          <q className="text-soft">{finding.wording}</q>
          <Button size="small" onClick={() => onReword(finding)}>
            {words.composer.wordingUse}
          </Button>
        </>
      )}
    </li>
  )
}
