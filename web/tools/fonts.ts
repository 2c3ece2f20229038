/**
 * Writes the typefaces that the pages carry into src/ui/fonts/: cut to the letters of the five languages and to the
 * weights in use, so that one language costs a reader 30 to 90 kB. The same packages give the same bytes.
 *   node tools/fonts.ts
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

import subsetFont from "subset-font";

const out = new URL("../src/ui/fonts/", import.meta.url);

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join("");

/** What every script needs: digits, punctuation, spaces, arrows, and the signs that the pages draw. */
const latin = range(0x20, 0x7e) + range(0xa0, 0xff) + "ıœŒ–—‘’‚“”„†•…‰‹›€™→←↑↓−∕≈≤≥";
const turkish = "ĞğŞşİı";
const latinOthers = range(0x100, 0x17f);  // names of persons and places of other European languages
const cyrillic = range(0x400, 0x45f) + "ҐґҰұ№";
/** Arabic and Persian, with vowel marks, both sets of digits and what joins and separates. */
const arabic = "،؛؟ـ٪٫٬ﷲ" + range(0x621, 0x63a) + range(0x641, 0x655) + "ٰٱپچژکگڤۀیہەۆێ" + range(0x660, 0x669) + range(0x6f0, 0x6f9) + "\u200c\u200d\u200e\u200f«»";

interface Face {
  file: string;
  from: string;
  text: string;
  /** Without small capitals, old figures, joined letters and other shapes of the same ones, which no page asks for. */
  plain?: true;
}

const sans = "@fontsource-variable/noto-sans/files/noto-sans-";
const serif = "@fontsource-variable/source-serif-4/files/source-serif-4-";
const faces: Face[] = [
  { file: "sans-latin", from: `${sans}latin-wght-normal`, text: latin, plain: true },
  { file: "sans-latin-ext", from: `${sans}latin-ext-wght-normal`, text: turkish + latinOthers },
  { file: "sans-cyrillic", from: `${sans}cyrillic-wght-normal`, text: cyrillic },
  { file: "sans-arabic", from: "@fontsource-variable/noto-sans-arabic/files/noto-sans-arabic-arabic-wght-normal", text: arabic },
  { file: "serif-latin", from: `${serif}latin-wght-normal`, text: latin, plain: true },
  { file: "serif-latin-ext", from: `${serif}latin-ext-wght-normal`, text: turkish + latinOthers, plain: true },
  { file: "serif-cyrillic", from: `${serif}cyrillic-wght-normal`, text: cyrillic, plain: true },
  { file: "serif-arabic", from: "@fontsource-variable/noto-naskh-arabic/files/noto-naskh-arabic-arabic-wght-normal", text: arabic },
];

mkdirSync(out, { recursive: true });
for (const { file, from, text, plain = false } of faces) {
  const source = readFileSync(new URL(`../node_modules/${from}.woff2`, import.meta.url));
  const cut = await subsetFont(source, text, { targetFormat: "woff2", variationAxes: { wght: { min: 400, max: 700 } }, noLayoutClosure: plain });
  writeFileSync(new URL(`${file}.woff2`, out), cut);
  console.log(`${file}.woff2  ${source.length} -> ${cut.length} bytes`);
}
