import { useRef, useState } from "react"
import { FileUp } from "lucide-react"
import { clsx } from "clsx"
import { Button } from "@/components/button"
import { formatBytes } from "@/lib/formats"
import * as words from "@/lib/words"

const text = words.settings.import

/** Takes a file by choice or by drop. */
export function FileDrop({
  file,
  isDisabled,
  onChoose,
}: {
  file: File | null
  isDisabled: boolean
  onChoose: (file: File) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)
  const chosen = (files: FileList | null) => {
    if (files?.[0] && !isDisabled) onChoose(files[0])
  }
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
        chosen(event.dataTransfer.files)
      }}
      className={clsx(
        "border-line-strong flex flex-col items-center gap-2 rounded-lg border border-dashed p-6 text-center",
        isOver && "bg-chosen",
      )}
    >
      <FileUp className="text-soft size-6" aria-hidden />
      <p>{file ? `${file.name}, ${formatBytes(file.size)}` : text.drop}</p>
      <Button disabled={isDisabled} onClick={() => input.current?.click()}>
        {text.choose}
      </Button>
      <input
        ref={input}
        type="file"
        aria-label={text.choose}
        accept=".csv,.jsonl,.json,.gz,.ndjson"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          chosen(event.target.files)
          event.target.value = "" // so that the same file can be chosen again when it has been mended
        }}
      />
    </div>
  )
}
