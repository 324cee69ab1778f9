import { useState } from "react"
import { Button } from "@/components/button"
import { Dialog } from "@/components/dialog"
import { TextField } from "@/components/field"
import { localMoment } from "@/lib/snooze"
import * as words from "@/lib/words"

interface MomentDialogProps {
  title: string
  hint: string
  label: string
  action: string
  /** What is said when the moment cannot be taken. */
  wrong: string
  start: Date
  isFine: (at: Date) => boolean
  onChoose: (at: Date) => void
  onClose: () => void
}

/** Asks for a date and a time of day, in the reader's own time. */
export function MomentDialog(props: MomentDialogProps) {
  const [typed, setTyped] = useState(localMoment(props.start))
  const [isWrong, setWrong] = useState(false)
  const choose = () => {
    const at = new Date(typed)
    if (Number.isNaN(at.getTime()) || !props.isFine(at)) return setWrong(true)
    props.onChoose(at)
    props.onClose()
  }
  return (
    <Dialog open onOpenChange={props.onClose} title={props.title} description={props.hint}>
      <form
        className="flex flex-col gap-4 px-5 pb-5"
        onSubmit={(event) => {
          event.preventDefault()
          choose()
        }}
      >
        <TextField
          label={props.label}
          type="datetime-local"
          value={typed}
          problem={isWrong ? props.wrong : null}
          onChange={(event) => {
            setTyped(event.target.value)
            setWrong(false)
          }}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={props.onClose}>{words.common.cancel}</Button>
          <Button type="submit" look="primary">
            {props.action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
