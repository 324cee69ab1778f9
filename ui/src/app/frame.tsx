import { Outlet } from "@tanstack/react-router"
import { CrashGuard } from "@/components/crash-guard"
import { Notices } from "@/components/notices"
import { useKeyboard } from "@/lib/actions"

/** What is around every page: messages, keys, and a net under what fails. */
export function Frame() {
  useKeyboard()
  return (
    <CrashGuard>
      <Outlet />
      <Notices />
    </CrashGuard>
  )
}
