import { useState } from "react"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Button } from "@/components/button"
import { ProblemNote } from "@/components/problem-note"
import { api, ask } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import { useMay } from "@/lib/data/session"
import { streamed } from "@/lib/streamed"
import * as words from "@/lib/words"

const DEMO = ["demo"] as const

function useLoadDemo() {
  const cache = useQueryClient()
  const [sofar, setSofar] = useState<number | null>(null)
  const load = useMutation({
    mutationFn: () =>
      streamed("/api/v1/demo", { method: "POST" }, "done", ({ data }) =>
        setSofar((data as { tickets: number }).tickets),
      ),
    onSettled: () => {
      void cache.invalidateQueries({ queryKey: DEMO })
      void cache.invalidateQueries({ queryKey: keys.tickets })
      void cache.invalidateQueries({ queryKey: keys.desk })
    },
  })
  return { load, sofar }
}

/** Fills the desk with sample conversations, and says how far it is. */
export function DemoCard() {
  const mayLead = useMay("lead")
  const { data } = useQuery({
    queryKey: DEMO,
    queryFn: ({ signal }) => ask(api.GET("/api/v1/demo", { signal })),
  })
  const { load, sofar } = useLoadDemo()
  if (data && data.samples > 0 && !load.isPending) {
    return <p role="status">{words.welcome.demoThere(data.samples)}</p>
  }
  return (
    <>
      <Button disabled={!mayLead || load.isPending} onClick={() => load.mutate()}>
        {load.isPending ? words.welcome.demoLoading : words.welcome.demoLoad}
      </Button>
      <p role="status" className="text-soft mt-2 text-xs">
        {load.isPending && sofar !== null && words.welcome.demoProgress(sofar)}
      </p>
      {load.error && <ProblemNote error={load.error} />}
    </>
  )
}
