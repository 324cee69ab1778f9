import { useMutation, useQueryClient, type QueryKey } from "@tanstack/react-query"
import { notify, notifyProblem } from "@/lib/notices"

/** Do something at the desk: say that it is done, or why not, and ask anew what it has made old. */
export function useDoing<In, Out>(
  send: (given: In) => Promise<Out>,
  old: readonly QueryKey[],
  told?: (given: In, done: Out) => Parameters<typeof notify>[0] | null,
) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: send,
    onSuccess: (done, given) => {
      const notice = told?.(given, done)
      if (notice) notify(notice)
    },
    onError: notifyProblem,
    onSettled: () => Promise.all(old.map((queryKey) => cache.invalidateQueries({ queryKey }))),
  })
}
