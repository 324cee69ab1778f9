import { useNavigate } from "@tanstack/react-router"
import { ChevronsUpDown } from "lucide-react"
import { useMutation } from "@tanstack/react-query"
import { Avatar } from "@/components/avatar"
import { LateMenu } from "@/components/late-menu"
import { api, ask } from "@/lib/api"
import { useNewSession, useSession } from "@/lib/data/session"
import { notifyProblem } from "@/lib/notices"
import { prefer, type Theme } from "@/lib/preferences"
import * as words from "@/lib/words"

const THEMES: Theme[] = ["system", "light", "dark"]

/** Who is at the desk; colours and the way out. */
export function Person() {
  const session = useSession()
  const navigate = useNavigate()
  const renew = useNewSession()
  const leave = useMutation({
    mutationFn: () => ask(api.DELETE("/api/v1/session")),
    onSuccess: async () => {
      await renew()
      await navigate({ to: "/sign-in", search: {} })
    },
    onError: notifyProblem,
  })
  const name = session?.account?.name ?? words.common.localPerson
  const themes = THEMES.map((theme) => ({ value: theme, title: words.common.theme[theme] }))
  const choices = session?.account ? [...themes, { value: "leave", title: words.common.signOut }] : themes
  const choose = (value: string) => {
    const theme = THEMES.find((one) => one === value)
    if (theme) prefer({ theme })
    else leave.mutate()
  }
  return (
    <LateMenu label={words.common.nav.you} choices={choices} onChoose={choose}>
      <button
        type="button"
        className="hover:bg-hover flex h-10 items-center gap-2 rounded-md px-1.5 text-left"
      >
        <Avatar name={session?.account?.name ?? words.values.you} />
        <span className="min-w-0 flex-1 truncate">{name}</span>
        <ChevronsUpDown className="text-soft size-4" aria-hidden />
      </button>
    </LateMenu>
  )
}
