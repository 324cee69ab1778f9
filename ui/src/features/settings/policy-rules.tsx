import { Badge } from "@/components/badge"
import { Select } from "@/components/field"
import type { Schemas } from "@/lib/api"
import * as words from "@/lib/words"
import { useChangePolicy } from "./use-change-policy"

type Policy = Schemas["PolicyOut"]
type Rule = Schemas["PolicyRule"]

const text = words.settings.policy

/** The rules by what they find, each with what it does and its examples. */
export function PolicyRules({ policy, isAdmin }: { policy: Policy; isAdmin: boolean }) {
  const flags = [...new Set(policy.rules.map((one) => one.flag))]
  return flags.map((flag) => {
    const rules = policy.rules.filter((one) => one.flag === flag)
    return (
      <details key={flag} className="border-line rounded-lg border">
        <summary className="cursor-pointer px-4 py-2 font-medium">
          {text.flags[flag] ?? flag}{" "}
          <span className="text-soft text-xs font-normal">{text.rulesCount(rules.length)}</span>
        </summary>
        <ul className="divide-line border-line divide-y border-t">
          {rules.map((one) => (
            <OneRule key={one.id} rule={one} version={policy.version} isAdmin={isAdmin} />
          ))}
        </ul>
      </details>
    )
  })
}

function OneRule({ rule, version, isAdmin }: { rule: Rule; version: number; isAdmin: boolean }) {
  const change = useChangePolicy(version, text.changed(rule.id))
  return (
    <li className="flex flex-wrap items-start gap-3 px-4 py-2">
      <div className="min-w-64 flex-1">
        <p>
          {rule.reason} <Badge>{rule.language || text.all}</Badge>{" "}
          {rule.is_own && <Badge tone="accent">{text.own}</Badge>}
        </p>
        <code className="text-soft text-xs">{rule.id}</code>
        <Examples title={text.flagged} examples={rule.flagged} />
        <Examples title={text.fineExamples} examples={rule.fine} />
      </div>
      <div className="w-44">
        <Select
          label={text.action(rule.id)}
          hidesLabel
          disabled={!isAdmin || change.isPending}
          value={rule.action}
          onChange={(event) =>
            change.mutate({
              actions: { [rule.id]: event.target.value as "warn" | "second_person" | "block" | "off" },
            })
          }
        >
          {Object.entries(text.actions).map(([value, title]) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </Select>
      </div>
    </li>
  )
}

function Examples({ title, examples }: { title: string; examples: readonly string[] }) {
  if (examples.length === 0) return null
  return (
    <p className="text-xs">
      <span className="text-soft">{title}: </span>
      {examples.map((one) => `“${one}”`).join(" · ")}
    </p>
  )
}
