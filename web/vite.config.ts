import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

/**
 * The pages, built into dist/ and carried by the binary. Nothing is inlined: a page must work under a policy that
 * allows no inline script, no inline style attribute and no data: address. For `npm run dev`, TRUCE_SERVER names a
 * running `truce serve`.
 */
export default defineConfig({
  plugins: [svelte()],
  publicDir: "public",
  build: {
    target: "es2022",
    outDir: "dist",
    emptyOutDir: true,
    assetsDir: "assets",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    reportCompressedSize: false,
    sourcemap: false,
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/log", "/tiles"].map((path) => [path, { target: process.env["TRUCE_SERVER"] ?? "http://127.0.0.1:8080" }]),
    ),
  },
});
