/// <reference types="vitest/config" />
import { fileURLToPath, URL } from "node:url"
import tailwindcss from "@tailwindcss/vite"
import react from "@vitejs/plugin-react"
import { defineConfig } from "vite"

const DESK = process.env.FIRSTLINE_DESK ?? "http://127.0.0.1:8000"
/** Where `firstline` looks for the built UI; the wheel's build hook names another folder while it builds. */
const OUT = process.env.FIRSTLINE_UI_OUT ?? fileURLToPath(new URL("../src/firstline/web/ui", import.meta.url))

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: "es2022",
    // Small files stay files: the page's policy takes nothing that is written into it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    host: "127.0.0.1",
    port: 5173,
    strictPort: true,
    proxy: Object.fromEntries(
      ["/api", "/health", "/docs", "/openapi.json", "/swagger", "/kb", "/static", "/seed"].map((path) => [
        path,
        // The desk believes only pages of its own origin.
        { target: DESK, changeOrigin: true, headers: { origin: DESK } },
      ]),
    ),
  },
  test: {
    environment: "jsdom",
    pool: "vmThreads",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
    restoreMocks: true,
  },
})
