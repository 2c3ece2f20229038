/** What documents show of the pages is what tests/shoot.ts makes: no picture is left over, none is missing, and each is described. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { scenes } from "./scenes.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const documents = ["README.md", ...readdirSync(`${root}docs/guide`).map((name) => `docs/guide/${name}`)].map((name) => ({ name, text: readFileSync(root + name, "utf8") }));
const shown = documents.flatMap(({ name, text }) => [...text.matchAll(/!\[([^\]]*)\]\([^)]*pictures\/web\/([^)]+)\.png\)/g)].map((found) => ({ document: name, words: found[1] ?? "", picture: found[2] ?? "" })));
const made = scenes.map(({ name }) => name).sort();

test("every picture of the pages in a document is one that the script makes, and says in words what it shows", () => {
  for (const { document, words, picture } of shown) {
    assert.ok(made.includes(picture), `${document}: ${picture}`);
    assert.ok(words.length > 12, `${document}: ${picture} is not described`);
  }
});

test("every picture that the script makes is there and is shown", () => {
  assert.equal(new Set(made).size, made.length);
  assert.deepEqual([...new Set(shown.map(({ picture }) => picture))].sort(), made);
  assert.deepEqual(readdirSync(`${root}docs/pictures/web`).map((name) => name.replace(/\.png$/, "")).sort(), made);
});
