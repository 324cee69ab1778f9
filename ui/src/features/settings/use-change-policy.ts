import { api, ask, type Schemas } from "@/lib/api"
import { useDoing } from "./use-doing"

export const POLICY = ["policy", "rules"] as const
/** Change the policy as it was seen. */
export function useChangePolicy(version: number, told: string) {
  return useDoing(
    (body: Schemas["PolicyPatch"]) =>
      ask(api.PATCH("/api/v1/policy", { params: { header: { "If-Match": `"${version}"` } }, body })),
    [POLICY],
    () => ({ text: told }),
  )
}
