import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

/** The custom properties of one block, by what stands before its brace. */
function block(selector: string): Map<string, string> {
  const from = css.indexOf(selector + " {");
  assert.ok(from >= 0, selector);
  const body = css.slice(from, css.indexOf("}", from));
  return new Map([...body.matchAll(/--([a-z0-9-]+): (#[0-9a-f]{3,6})/g)].map((found) => [found[1]!, found[2]!]));
}

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const full = hex.length === 4 ? hex.replace(/[0-9a-f]/g, "$&$&") : hex;
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => parseInt(full.slice(i, i + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
const contrast = (a: string, b: string) => {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
};

const TEXT = ["ink", "ink-2", "ink-3", "violation", "no-violation", "undetermined", "exempt", "disputed"];
const GROUNDS = ["paper", "paper-2"];

for (const [scheme, colours] of [["light", block(":root")], ["dark", block(':root[data-scheme="dark"]')], ["print", block("  :root, :root[data-scheme]")]] as const) {
  describe(`the ${scheme} scheme`, () => {
    const of = (name: string) => colours.get(name) ?? assert.fail(`--${name}`);
    for (const ground of GROUNDS) {
      for (const text of TEXT) test(`${text} can be read on ${ground}`, () => assert.ok(contrast(of(text), of(ground)) >= 4.5, String(contrast(of(text), of(ground)))));
      test(`the edge of a control is seen on ${ground}`, () => assert.ok(contrast(of("rule-2"), of(ground)) >= 3));
    }
  });
}

test("whoever chooses the dark scheme sees what the device's dark shows", () => {
  assert.deepEqual(block('  :root:not([data-scheme="light"])'), block(':root[data-scheme="dark"]'));
});

describe("a reader who does not tell colours apart", () => {
  // Machado, Oliveira and Fernandes 2009, severity 1, on linear light.
  const seen: Record<string, number[][]> = {
    protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
  };
  const linear = (hex: string) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  for (const [name, matrix] of Object.entries(seen)) {
    test(`still tells violation from no violation with ${name}`, () => {
      for (const colours of [block(":root"), block(':root[data-scheme="dark"]')]) {
        const [a, b] = ["violation", "no-violation"].map((key) => {
          const light = linear(colours.get(key)!);
          return matrix.map((row) => row.reduce((sum, weight, i) => sum + weight * light[i]!, 0));
        });
        assert.ok(Math.hypot(...a!.map((value, i) => value - b![i]!)) > 0.1);
      }
    });
  }
});
