/**
 * Puts beside each built file its brotli and gzip forms, which the server sends as they are, says how large the whole
 * is, and refuses more than the budget.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** Bytes: everything that one reader of one language can come to load, map and fonts included, by brotli. */
const BUDGET = 700_000;

const dist = new URL("../dist/", import.meta.url);
const sizes = new Map<string, number>();
for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
  if (name.endsWith(".woff2")) sizes.set(name, readFileSync(new URL(name, dist)).length);
  if (!/\.(js|mjs|css|html|svg|json|webmanifest)$/.test(name)) continue;
  const bytes = readFileSync(new URL(name, dist));
  const small = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  writeFileSync(new URL(`${name}.br`, dist), small);
  writeFileSync(new URL(`${name}.gz`, dist), gzipSync(bytes, { level: 9 }));
  sizes.set(name, small.length);
}

const sum = (wanted: (name: string) => boolean) => [...sizes].reduce((total, [name, size]) => total + (wanted(name) ? size : 0), 0);
const isFont = (name: string) => name.endsWith(".woff2");
const language = /\/(ar|en|fa|ru|tr)-/;
const fontsOf: Record<string, RegExp> = { ar: /-(latin|arabic)-(?!ext)/, en: /-latin-(?!ext)/, fa: /-(latin|arabic)-(?!ext)/, ru: /-(latin-(?!ext)|cyrillic)/, tr: /-latin-/ };

const map = sum((name) => /maplibre|basemap/.test(name));
const kB = (n: number) => `${(n / 1000).toFixed(0)} kB`;
let worst = 0;
const rows = Object.entries(fontsOf).map(([of, fonts]) => {
  const total = sum((name) => (isFont(name) ? fonts.test(name) : (language.exec(name)?.[1] ?? of) === of));
  worst = Math.max(worst, total);
  return `${of} ${kB(total)}`;
});
console.log(`web: compressed, all pages and fonts of one language: ${rows.join(", ")}; of it the map ${kB(map)}`);
if (worst > BUDGET) {
  console.error(`web: more than the budget of ${kB(BUDGET)}`);
  process.exit(1);
}
