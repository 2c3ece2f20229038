import { vitePreprocess } from "@sveltejs/vite-plugin-svelte";

/** A warning of the compiler (accessibility, reactivity) fails the build: tools/web-build turns them into errors. */
export default {
  preprocess: vitePreprocess({ script: true }),
  compilerOptions: { runes: true },
};
