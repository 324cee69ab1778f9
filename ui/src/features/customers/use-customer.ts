/** One customer, as their page knows them. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { api, ask, type Schemas } from "@/lib/api"
import { keys } from "@/lib/data/keys"
import { notifyProblem } from "@/lib/notices"

export type Customer = Schemas["CustomerDetail"]

export function useCustomer(id: number) {
  return useQuery({
    queryKey: keys.customer(id),
    queryFn: ({ signal }) =>
      ask(api.GET("/api/v1/customers/{customer_id}", { params: { path: { customer_id: id } }, signal })),
  })
}

export function useCustomerTickets(id: number) {
  return useInfiniteQuery({
    queryKey: [...keys.customer(id), "tickets"],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      ask(
        api.GET("/api/v1/customers/{customer_id}/tickets", {
          params: {
            path: { customer_id: id },
            query: { limit: 20, ...(pageParam ? { after: pageParam } : {}) },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next,
  })
}

export function useNotes(id: number) {
  return useQuery({
    queryKey: [...keys.customer(id), "notes"],
    queryFn: async ({ signal }) => {
      const params = { path: { customer_id: id }, query: { limit: 100 } }
      return (await ask(api.GET("/api/v1/customers/{customer_id}/notes", { params, signal }))).items
    },
  })
}

/** Add a note; `done` empties the field only when the desk has it. */
export function useAddNote(id: number, done: () => void) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (text: string) =>
      ask(
        api.POST("/api/v1/customers/{customer_id}/notes", {
          params: { path: { customer_id: id }, header: { "Idempotency-Key": crypto.randomUUID() } },
          body: { text },
        }),
      ),
    onSuccess: done,
    onError: notifyProblem,
    onSettled: () => cache.invalidateQueries({ queryKey: [...keys.customer(id), "notes"] }),
  })
}

/** Change the customer by some call that answers with how they stand. */
export function useChangeCustomer<In>(id: number, send: (given: In, version: number) => Promise<Customer>) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (given: In) => send(given, cache.getQueryData<Customer>(keys.customer(id))?.version ?? 0),
    onSuccess: (customer) => cache.setQueryData(keys.customer(id), customer),
    onError: (error) => {
      notifyProblem(error)
      void cache.invalidateQueries({ queryKey: keys.customer(id) })
    },
    onSettled: () => cache.invalidateQueries({ queryKey: [...keys.customers, "list"] }),
  })
}

/** The header by which the desk knows what was seen. */
export const seen = (version: number) => ({ "If-Match": `"${version}"` })
