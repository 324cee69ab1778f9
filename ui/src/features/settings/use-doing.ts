import { useMutation, useQueryClient, type QueryKey } from "@tanstack/react-query"
import { notify, notifyProblem } from "@/lib/notices"

/** Do something at the desk: say that it is done, or why not, and ask anew what it has made old. */
export function useDoing<In, Out>(
  send: (given: In) => Promise<Out>,
  old: readonly QueryKey[],
  told?: (given: In, done: Out, again: (given: In) => void) => Parameters<typeof notify>[0] | null,
) {
  const cache = useQueryClient()
  const renew = () => Promise.all(old.map((queryKey) => cache.invalidateQueries({ queryKey })))
  /** What undoes it is the same thing with other words; it is told by what is seen then. */
  const again = (given: In) => void send(given).then(renew, notifyProblem)
  return useMutation({
    mutationFn: send,
    onSuccess: (done, given) => {
      const notice = told?.(given, done, again)
      if (notice) notify(notice)
    },
    onError: notifyProblem,
    onSettled: renew,
  })
}
