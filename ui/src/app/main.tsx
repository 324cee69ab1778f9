import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { QueryClientProvider } from "@tanstack/react-query"
import { RouterProvider } from "@tanstack/react-router"
import { setNonce } from "get-nonce"
import { TooltipProvider } from "@/components/tooltip"
import { applyTheme } from "@/lib/preferences"
import { sessionQuery } from "@/lib/data/session"
import { makeQueryClient } from "@/lib/query-client"
import { makeRouter } from "./router"
import "./styles.css"

// Libraries that insert a style may do so only with the page's nonce.
setNonce(document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "")
applyTheme()

const cache = makeQueryClient()
void cache.prefetchQuery(sessionQuery) // asked before anything is drawn
const router = makeRouter(cache)
const root = document.getElementById("root")
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={cache}>
        <TooltipProvider delayDuration={400}>
          <RouterProvider router={router} />
        </TooltipProvider>
      </QueryClientProvider>
    </StrictMode>,
  )
}
