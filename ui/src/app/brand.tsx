import { Link } from "@tanstack/react-router"
import * as words from "@/lib/words"

/** The name of the desk, which leads home. */
export function Brand() {
  return (
    <Link to="/inbox" search={{}} className="flex min-w-0 items-center gap-2 font-semibold">
      <img src="/static/firstline.svg" alt="" className="size-6" />
      <span className="truncate">{words.common.product}</span>
    </Link>
  )
}
