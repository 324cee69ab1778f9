import { useRef, useState } from "react"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import type { Schemas } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import { notify } from "@/lib/notices"
import { streamed } from "@/lib/streamed"
import * as words from "@/lib/words"
import { mapped, type Mapping } from "./columns"

export type Imported = Schemas["ImportOut"]

/** How far an import is. */
export interface Progress {
  rows: number
  tickets: number
  bytes: number
  total_bytes: number
}

/** What is sent: a file, where it is from, and what a person says of its columns. */
export interface Sent {
  file: File
  source: string
  mapping: Mapping
}

/** Send a file, hear how far it is, and stop it. What was taken in stays; sent again it doubles nothing. */
export function useImport() {
  const cache = useQueryClient()
  return useSending({}, () => void cache.invalidateQueries({ queryKey: keys.tickets }))
}

/** The same, but the desk only tells what it would do, and what it takes each column for. */
export function useLook() {
  return useSending({ dry: "true" })
}

function useSending(how: Record<string, string>, settled: () => void = nothing) {
  const stopper = useRef<AbortController>(null)
  const [progress, setProgress] = useState<Progress | null>(null)
  const send = useMutation({
    mutationFn: async ({ file, source, mapping }: Sent) => {
      setProgress(null)
      stopper.current?.abort()
      const own = (stopper.current = new AbortController())
      const query = new URLSearchParams([["source", source], ...Object.entries(how), ...mapped(mapping)])
      const init = { method: "POST", body: file, signal: own.signal }
      const headers = { "Content-Type": "application/octet-stream" }
      return (await streamed(`/api/v1/imports?${query}`, { ...init, headers }, "done", ({ event, data }) => {
        if (event === "progress" && !own.signal.aborted) setProgress(data as Progress)
      })) as Imported
    },
    onSettled: settled,
  })
  return {
    start: send.mutate,
    stop: () => stopper.current?.abort(),
    /** Forget what came of it, and stop it. */
    forget: () => {
      stopper.current?.abort()
      send.reset()
    },
    isRunning: send.isPending,
    progress: send.isPending ? progress : null,
    done: send.data ?? null,
    error: isAbort(send.error) ? null : send.error,
  }
}

/** Tell that what was taken in stays. */
export function tellStopped(): void {
  notify({ text: words.settings.import.stopped })
}

function nothing(): void {}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError"
}
