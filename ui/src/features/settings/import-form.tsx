import { useState } from "react"
import { Button } from "@/components/button"
import { TextField } from "@/components/field"
import { ProblemNote } from "@/components/problem-note"
import * as words from "@/lib/words"
import { withColumn, type Mapping } from "./columns"
import { FileDrop } from "./file-drop"
import { HowFar } from "./how-far"
import { ImportDone } from "./import-done"
import { ImportLook } from "./import-look"
import { tellStopped, useImport, useLook, type Imported } from "./use-import"

const text = words.settings.import
const NOTHING_SAID: Mapping = new Map()

/** Takes a file, shows what it is taken for, lets a person say it better, and brings it in. */
export function ImportForm() {
  const [file, setFile] = useState<File | null>(null)
  const [source, setSource] = useState("csv")
  const [mapping, setMapping] = useState(NOTHING_SAID)
  // It stays while a column is said and the file is looked at again, so that nobody's place is lost.
  const [seen, setSeen] = useState<Imported | null>(null)
  const look = useLook()
  const run = useImport()
  const trouble = run.error ?? look.error
  const hasProblem = !look.isRunning && Boolean(seen?.look?.problem)
  const lookAt = (chosen: File, said: Mapping) => {
    run.forget()
    setFile(chosen)
    setMapping(said)
    look.start({ file: chosen, source, mapping: said }, { onSuccess: setSeen })
  }
  const choose = (chosen: File) => {
    setSeen(null)
    lookAt(chosen, NOTHING_SAID)
  }
  const begin = () => {
    if (!file) return
    if (look.isRunning) look.forget()
    run.start({ file, source, mapping })
  }
  const stop = () => {
    run.stop()
    tellStopped()
  }
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        begin()
      }}
    >
      <FileDrop file={file} isDisabled={run.isRunning} onChoose={choose} />
      <div className="flex flex-wrap items-start gap-3">
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
        <Button type="submit" look="primary" className="mt-6" disabled={!file || run.isRunning || hasProblem}>
          {run.isRunning ? text.running : text.start}
        </Button>
        {run.isRunning && (
          <Button className="mt-6" onClick={stop}>
            {text.stop}
          </Button>
        )}
      </div>
      {run.isRunning && <HowFar title={text.running} progress={run.progress} told={text.progress} />}
      {look.isRunning && <HowFar title={text.looking} progress={look.progress} told={text.read} />}
      {trouble && <ProblemNote error={trouble} />}
      {file && seen?.look && !run.isRunning && !run.done && (
        <ImportLook
          would={seen}
          look={seen.look}
          mapping={mapping}
          say={(column, field) => lookAt(file, withColumn(mapping, column, field))}
        />
      )}
      {run.done && <ImportDone done={run.done} />}
    </form>
  )
}
