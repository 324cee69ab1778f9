import { useNavigate, useRouter } from "@tanstack/react-router"
import { AcceptPage } from "@/features/session/accept-page"

/** Come in by a link that an admin has made. */
export function AcceptInvitationRoute() {
  const navigate = useNavigate()
  const router = useRouter()
  const goOn = async () => {
    await router.invalidate()
    await navigate({ to: "/inbox", search: {}, replace: true })
  }
  return <AcceptPage onDone={() => void goOn()} />
}
