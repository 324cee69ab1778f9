import { useNavigate, useRouter, useSearch } from "@tanstack/react-router"
import { SignInPage } from "@/features/session/sign-in-page"

/** Sign in, and go on to where one came from. */
export function SignInRoute() {
  const { to } = useSearch({ from: "/sign-in" })
  const navigate = useNavigate()
  const router = useRouter()
  const goOn = async () => {
    await router.invalidate()
    await navigate({ href: to ?? "/inbox", replace: true })
  }
  return <SignInPage onDone={() => void goOn()} />
}
