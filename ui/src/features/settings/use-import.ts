import { useRef, useState } from "react"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import type { Schemas } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import { notify } from "@/lib/notices"
import { streamed } from "@/lib/streamed"
import * as words from "@/lib/words"

export type Imported = Schemas["ImportOut"]

/** How far an import is. */
export interface Progress {
  rows: number
  tickets: number
  bytes: number
  total_bytes: number
}

/** Send a file, hear how far it is, and stop it. What was taken in stays; sent again it doubles nothing. */
export function useImport() {
  const cache = useQueryClient()
  const stopper = useRef<AbortController>(null)
  const [progress, setProgress] = useState<Progress | null>(null)
  const send = useMutation({
    mutationFn: async ({ file, source }: { file: File; source: string }) => {
      setProgress(null)
      stopper.current = new AbortController()
      const address = `/api/v1/imports?${new URLSearchParams({ source })}`
      const init = { method: "POST", body: file, signal: stopper.current.signal }
      const headers = { "Content-Type": "application/octet-stream" }
      return (await streamed(address, { ...init, headers }, "done", ({ event, data }) => {
        if (event === "progress") setProgress(data as Progress)
      })) as Imported
    },
    onError: (error) => {
      if (error instanceof DOMException && error.name === "AbortError")
        notify({ text: words.settings.import.stopped })
    },
    onSettled: () => cache.invalidateQueries({ queryKey: keys.tickets }),
  })
  const isStopped = send.error instanceof DOMException && send.error.name === "AbortError"
  return {
    start: send.mutate,
    stop: () => stopper.current?.abort(),
    isRunning: send.isPending,
    progress: send.isPending ? progress : null,
    done: send.data ?? null,
    error: isStopped ? null : send.error,
  }
}
