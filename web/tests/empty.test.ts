/** A mechanism that was founded and in which nobody has filed anything: each page has its heading and says that nothing is there. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import type { Browser } from "playwright-core";

import { violations } from "./axe.ts";
import { Mechanism, openBrowser } from "./mechanism.ts";

let mechanism: Mechanism;
let browser: Browser;
before(async () => {
  mechanism = new Mechanism("founded");
  await mechanism.serve("--read-as", "aldmere");
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await mechanism?.stop();
});

const SAYS = { situation: "Nobody has filed anything yet.", register: "Nobody has filed anything yet.", trends: "Nobody has filed anything yet.", bulletin: "There is no day to tell of", watches: "No watch was filed" } as const;

for (const [name, words] of Object.entries(SAYS)) {
  test(`${name} says that nothing is there`, async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    await page.goto(`${mechanism.base}/${name}?lang=en`);
    await page.getByText(words).waitFor();
    await page.locator("main h1").first().waitFor({ state: "attached" });
    assert.equal(await page.getByText("Nothing matches this filter").count(), 0);
    assert.equal(await page.getByText("1 Jan").count(), 0);
    assert.equal(await page.locator("main [role=status]").count(), 0);
    assert.deepEqual(await violations(page), []);
    await page.close();
  });
}
