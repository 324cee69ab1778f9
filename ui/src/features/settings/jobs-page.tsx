import { useState } from "react"
import { useQuery } from "@tanstack/react-query"
import { Coffee } from "lucide-react"
import { Badge } from "@/components/badge"
import { Button } from "@/components/button"
import { EmptyState } from "@/components/empty-state"
import { ProblemNote } from "@/components/problem-note"
import { api, ask, type Schemas } from "@/lib/api"
import { useMay } from "@/lib/data/session"
import { formatMoment, formatNumber, formatRelative } from "@/lib/formats"
import * as words from "@/lib/words"
import { Line, Lines, SettingsFrame } from "./frame"
import { useDoing } from "./use-doing"

type Job = Schemas["JobOut"]

const JOBS = ["jobs"] as const
const EVERY = 3_000
const text = words.settings.jobs

function useJobs(enabled: boolean) {
  return useQuery({
    queryKey: JOBS,
    enabled,
    refetchInterval: EVERY,
    queryFn: async ({ signal }) => {
      const dead = await ask(
        api.GET("/api/v1/jobs", { params: { query: { state: "dead", limit: 50 } }, signal }),
      )
      const all = await ask(api.GET("/api/v1/jobs", { params: { query: { limit: 50 } }, signal }))
      return { ...all, items: [...dead.items, ...all.items.filter((one) => one.state !== "dead")] }
    },
  })
}

/** What the desk does by itself, live; what it has given up stands first. */
export default function JobsPage() {
  const mayLead = useMay("lead")
  const isAdmin = useMay("admin")
  const found = useJobs(mayLead)
  const retryAll = useDoing(
    () => ask(api.POST("/api/v1/jobs/retry", { body: {} })),
    [JOBS],
    (_: void, done) => ({ text: text.retried(done.retried) }),
  )
  return (
    <SettingsFrame title={words.settings.pages.jobs} hint={mayLead ? text.hint : words.settings.needsLead}>
      {found.error && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {found.data && (
        <div className="flex flex-wrap items-center gap-2" role="status">
          <Badge>{`${formatNumber(found.data.waiting)} ${text.counts.waiting}`}</Badge>
          <Badge
            tone={found.data.running > 0 ? "accent" : "plain"}
          >{`${formatNumber(found.data.running)} ${text.counts.running}`}</Badge>
          <Badge
            tone={found.data.dead > 0 ? "danger" : "plain"}
          >{`${formatNumber(found.data.dead)} ${text.counts.dead}`}</Badge>
          {isAdmin && found.data.dead > 0 && (
            <Button size="small" disabled={retryAll.isPending} onClick={() => retryAll.mutate()}>
              {text.retryAll}
            </Button>
          )}
        </div>
      )}
      {found.data?.items.length === 0 && <EmptyState icon={Coffee} title={text.none} />}
      {found.data && found.data.items.length > 0 && (
        <Lines>
          {found.data.items.map((one) => (
            <OneJob key={one.id} job={one} isAdmin={isAdmin} />
          ))}
        </Lines>
      )}
    </SettingsFrame>
  )
}

function OneJob({ job, isAdmin }: { job: Job; isAdmin: boolean }) {
  return (
    <Line actions={isAdmin && <JobButtons job={job} />}>
      <p className="flex flex-wrap items-center gap-2">
        <code className="text-[0.8125rem]">{job.verb}</code>
        {job.subject > 0 && <span className="text-soft">#{job.subject}</span>}
        <Badge tone={job.state === "dead" ? "danger" : job.state === "running" ? "accent" : "plain"}>
          {job.state}
        </Badge>
        <span className="text-soft text-xs" title={formatMoment(job.due_at)}>
          {text.tries}: {job.tries} · {text.due}: {formatRelative(job.due_at)}
        </span>
      </p>
      {job.reason && <p className="text-danger text-xs break-words">{job.reason}</p>}
    </Line>
  )
}

function JobButtons({ job }: { job: Job }) {
  const [isSure, setSure] = useState(false)
  const params = { path: { job_id: job.id } }
  const retry = useDoing(
    () => ask(api.POST("/api/v1/jobs/{job_id}/retry", { params })),
    [JOBS],
    () => ({ text: text.retried(1) }),
  )
  const cancel = useDoing(
    () => ask(api.POST("/api/v1/jobs/{job_id}/cancel", { params })),
    [JOBS],
    () => ({ text: text.cancelled }),
  )
  const discard = useDoing(
    () => ask(api.DELETE("/api/v1/jobs/{job_id}", { params })),
    [JOBS],
    () => ({ text: text.discarded }),
  )
  if (job.state !== "dead") {
    return (
      <Button size="small" onClick={() => cancel.mutate(undefined)}>
        {text.cancel}
      </Button>
    )
  }
  return (
    <>
      <Button size="small" onClick={() => retry.mutate(undefined)}>
        {text.retry}
      </Button>
      <Button
        size="small"
        look={isSure ? "danger" : "plain"}
        onClick={() => (isSure ? discard.mutate(undefined) : setSure(true))}
      >
        {isSure ? text.discardSure : text.discard}
      </Button>
    </>
  )
}
