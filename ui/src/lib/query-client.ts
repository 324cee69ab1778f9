import { QueryClient } from "@tanstack/react-query"
import { Problem } from "./api"

const TRIES = 2

/** The cache of what the desk has answered; live events say what of it is old. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (tries, error) => tries < TRIES && isPassing(error),
      },
      mutations: { retry: false },
    },
  })
}

/** Whether the same question may be answered a moment later. */
function isPassing(error: unknown): boolean {
  return error instanceof Problem && (error.isOffline || error.status === 503)
}
