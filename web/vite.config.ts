import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";

/** The map's own style sheet without what its controls here do not have, which is most of it: pictures of buttons. */
const mapStyle: Plugin = {
  name: "map-style",
  enforce: "pre",
  transform(code, id) {
    if (!/maplibre-gl\.css/.test(id)) return null;
    const absent = /ctrl-(?:globe|terrain|fullscreen|shrink|geolocate|compass|attrib|logo)|popup|marker|cooperative|user-location/;
    return code.replace(/([^{}]+)\{[^{}]*\}/g, (rule, selectors: string) => (!selectors.trim().startsWith("@") && selectors.split(",").every((one) => absent.test(one)) ? "" : rule));
  },
};

/**
 * The pages, built into dist/ and carried by the binary. Nothing is inlined: a page must work under a policy that
 * allows no inline script, no inline style attribute and no data: address. For `npm run dev`, TRUCE_SERVER names a
 * running `truce serve`.
 */
export default defineConfig({
  plugins: [mapStyle, svelte()],
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
