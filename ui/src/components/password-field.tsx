import { useState } from "react"
import { Eye, EyeOff } from "lucide-react"
import * as words from "@/lib/words"
import { TextField } from "./field"
import { IconButton } from "./icon-button"

interface PasswordFieldProps {
  label: string
  hint?: string
  value: string
  autoComplete: "current-password" | "new-password"
  minLength?: number
  onChange: (value: string) => void
}

/** A password, which can be shown while it is typed. */
export function PasswordField({ onChange, ...rest }: PasswordFieldProps) {
  const [isShown, setShown] = useState(false)
  return (
    <div className="relative">
      <TextField
        {...rest}
        required
        type={isShown ? "text" : "password"}
        className="pr-9"
        onChange={(event) => onChange(event.target.value)}
      />
      <div className="absolute top-6 right-0">
        <IconButton
          icon={isShown ? EyeOff : Eye}
          label={isShown ? words.session.hidePassword : words.session.showPassword}
          onClick={() => setShown(!isShown)}
        />
      </div>
    </div>
  )
}
