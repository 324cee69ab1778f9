import { useRef, useState } from "react"
import { FileUp } from "lucide-react"
import { clsx } from "clsx"
import { Button } from "@/components/button"
import { TextField } from "@/components/field"
import { Meter } from "@/components/meter"
import { ProblemNote } from "@/components/problem-note"
import { formatBytes, formatNumber, formatPercent } from "@/lib/formats"
import * as words from "@/lib/words"
import type { Progress, useImport } from "./use-import"

const text = words.settings.import

/** Takes a file by choice or by drop, says where it is from, and shows how far it is. */
export function ImportForm({ run }: { run: ReturnType<typeof useImport> }) {
  const [file, setFile] = useState<File | null>(null)
  const [source, setSource] = useState("csv")
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (file) run.start({ file, source })
      }}
    >
      <FileDrop file={file} onChoose={setFile} />
      <div className="flex flex-wrap items-end gap-3">
        <div className="min-w-64 flex-1">
          <TextField
            label={text.source}
            hint={text.sourceHint}
            required
            pattern="[a-z0-9._\-]{1,40}"
            value={source}
            onChange={(event) => setSource(event.target.value.toLowerCase())}
          />
        </div>
        <Button type="submit" look="primary" disabled={!file || run.isRunning}>
          {run.isRunning ? text.running : text.start}
        </Button>
        {run.isRunning && <Button onClick={run.stop}>{text.stop}</Button>}
      </div>
      {run.isRunning && <HowFar progress={run.progress} />}
      {run.error && <ProblemNote error={run.error} />}
    </form>
  )
}

function FileDrop({ file, onChoose }: { file: File | null; onChoose: (file: File | null) => void }) {
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)
  return (
    <div
      role="group"
      aria-label={text.drop}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        onChoose(event.dataTransfer.files[0] ?? null)
      }}
      className={clsx(
        "border-line-strong flex flex-col items-center gap-2 rounded-lg border border-dashed p-6 text-center",
        isOver && "bg-chosen",
      )}
    >
      <FileUp className="text-soft size-6" aria-hidden />
      <p>{file ? `${file.name}, ${formatBytes(file.size)}` : text.drop}</p>
      <Button onClick={() => input.current?.click()}>{text.choose}</Button>
      <input
        ref={input}
        type="file"
        aria-label={text.choose}
        accept=".csv,.jsonl,.json,.gz,.ndjson"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => onChoose(event.target.files?.[0] ?? null)}
      />
    </div>
  )
}

function HowFar({ progress }: { progress: Progress | null }) {
  const share = progress && progress.total_bytes > 0 ? progress.bytes / progress.total_bytes : 0
  return (
    <div>
      <div
        role="progressbar"
        aria-label={text.running}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
      >
        <Meter value={share} className="h-2" />
      </div>
      <p className="text-soft mt-1 text-xs" role="status">
        {progress
          ? `${formatPercent(share)} · ${text.progress(formatNumber(progress.rows), formatNumber(progress.tickets))}`
          : text.running}
      </p>
    </div>
  )
}
