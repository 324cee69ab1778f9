import { useQuery } from "@tanstack/react-query"
import { ProblemNote } from "@/components/problem-note"
import { api, ask } from "@/lib/api"
import { formatNumber } from "@/lib/formats"
import * as words from "@/lib/words"
import { Section } from "./frame"

const text = words.settings.llm

/** What the LLM has taken, month by month. */
export function LlmUsage() {
  const found = useQuery({
    queryKey: ["llm", "usage"],
    queryFn: ({ signal }) => ask(api.GET("/api/v1/llm/usage", { signal })),
  })
  const items = found.data?.items ?? []
  return (
    <Section title={text.usage}>
      {found.error && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {found.data && items.length === 0 && <p className="text-soft">{text.noUsage}</p>}
      {items.length > 0 && (
        <table className="w-full text-left">
          <thead className="text-soft text-xs">
            <tr>
              {text.columns.map((title) => (
                <th key={title} scope="col" className="py-1 font-medium">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <tr key={`${one.month} ${one.model}`} className="border-line border-t">
                <td className="py-1">{one.month}</td>
                <td>{one.model}</td>
                <td>{formatNumber(one.calls)}</td>
                <td>{formatNumber(one.tokens_in)}</td>
                <td>{formatNumber(one.tokens_out)}</td>
                <td>{formatNumber(one.cost)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  )
}
