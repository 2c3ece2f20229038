/**
 * Somebody who has a keyboard and nothing else: goes from stop to stop by Tab and asserts at each that the page shows where one is
 * (WCAG 2.4.7 and 2.4.11): something is ruled around the stop, in the window, and not covered.
 */
import assert from "node:assert/strict";

import type { Locator, Page } from "playwright-core";

/** What is wrong with how the page shows its focus, in words; "" where it is well; "none" where nothing has the focus. */
function shown(): string {
  const at = document.activeElement;
  if (at === null || at === document.body) return "none";
  const name = `<${at.tagName.toLowerCase()}${at.id === "" ? "" : `#${at.id}`}> "${(at.getAttribute("aria-label") ?? at.closest("label")?.textContent ?? at.textContent ?? "").trim().slice(0, 40)}"`;
  const ruled = (one: Element | null): one is Element => {
    if (one === null) return false;
    const { outlineStyle, outlineWidth, clipPath } = getComputedStyle(one);
    const { width, height } = one.getBoundingClientRect();
    return clipPath === "none" && outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && width > 4 && height > 4;
  };
  // A box that a label or its neighbour stands for is ruled there.
  const mark = [at, at.nextElementSibling, at.closest("label")].find(ruled);
  if (mark === undefined) return `${name} has the focus and does not show it`;
  const { left, right, top, bottom } = mark.getBoundingClientRect();
  const [x0, x1, y0, y1] = [Math.max(left, 0), Math.min(right, innerWidth), Math.max(top, 0), Math.min(bottom, innerHeight)];
  if (x1 <= x0 || y1 <= y0) return `${name} has the focus outside the window`;
  let cover = "";
  for (const [fx, fy] of [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]] as const) {
    const over = document.elementFromPoint(x0 + (x1 - x0) * fx, y0 + (y1 - y0) * fy);
    if (over !== null && (mark.contains(over) || over.contains(mark))) return "";
    cover = over === null ? "nothing" : `<${over.tagName.toLowerCase()} class="${over.className}">`;
  }
  return `${name} has the focus and is covered by ${cover}, between ${Math.round(y0)} and ${Math.round(y1)} px`;
}

export class Keyboard {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async has(target: Locator): Promise<boolean> {
    return target.evaluateAll((all) => all.some((one) => one === document.activeElement));
  }

  /** That the page has put the focus here by itself, and shows it. */
  async arrives(target: Locator): Promise<void> {
    await target.waitFor();
    for (let tries = 0; tries < 20 && !(await this.has(target)); ++tries) await this.page.waitForTimeout(50);
    assert.ok(await this.has(target), `the focus did not go to ${target}`);
    assert.equal(await this.page.evaluate(shown), "");
  }

  /** By Tab alone, over the page's end to its beginning once if need be. */
  async to(target: Locator, stops = 250): Promise<void> {
    await target.first().waitFor({ state: "attached" });
    const way: string[] = [];
    for (let left = 0; stops > 0; --stops) {
      await this.page.keyboard.press("Tab");
      const wrong = await this.page.evaluate(shown);
      if (wrong === "none") assert.ok(++left <= 1, `${target} is no stop of this page; the last ones were ${way.slice(-5).join(", ")}`);
      else assert.equal(wrong, "", `on the way to ${target}`);
      if (await this.has(target)) return;
      way.push(await this.page.evaluate(() => (document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "").trim().slice(0, 30)));
    }
    assert.fail(`${target} was not reached; the last stops were ${way.slice(-5).join(", ")}`);
  }

  async press(target: Locator, key = "Enter"): Promise<void> {
    await this.to(target);
    await this.page.keyboard.press(key);
  }

  async write(target: Locator, text: string): Promise<void> {
    await this.to(target);
    await this.page.keyboard.type(text);
  }
}
