/**
 * A new user, with what README.md says and nothing else: founds what `./demo` founds, serves it as the demo says, and finds by clicks from
 * the first page what is disputed, on which fact it turns, why, and the proof; of the real example which registers there are, what they
 * cannot show, and what nobody watched.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import type { Browser, Locator, Page } from "playwright-core";

import { violations } from "./axe.ts";
import { Mechanism, openBrowser } from "./mechanism.ts";

const FIVE_MINUTES_MS = 5 * 60_000;

let browser: Browser;
before(async () => { browser = await openBrowser(); });
after(async () => browser?.close());

/** Somebody who clicks and reads what is in sight, and never types an address but the first. */
class Reader {
  readonly page: Page;
  clicks = 0;
  private constructor(page: Page) {
    this.page = page;
  }
  static async at(address: string, language = "en"): Promise<Reader> {
    const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, locale: language, reducedMotion: "reduce" });
    const page = await context.newPage();
    page.on("pageerror", (fault) => assert.fail(fault.message));
    await page.goto(address);
    return new Reader(page);
  }
  async click(what: Locator): Promise<void> {
    await this.inSight(what);
    await what.click();
    ++this.clicks;
  }
  /** On the screen as it is, without scrolling. */
  async inSight(what: Locator): Promise<void> {
    await what.waitFor();
    const { height } = this.page.viewportSize()!;
    for (let tries = 0; ; ++tries) {
      const box = await what.boundingBox();
      if (box !== null && box.y >= 0 && box.y + Math.min(box.height, 24) <= height) return;
      assert.ok(tries < 50, `not in sight: ${what.toString()} at ${JSON.stringify(box)}`);
      await this.page.waitForTimeout(100);
    }
  }
  close(): Promise<void> {
    return this.page.context().close();
  }
}

describe("a new user of the exercise", { timeout: FIVE_MINUTES_MS }, () => {
  let demo: Mechanism;
  before(async () => {
    demo = Mechanism.ofDemo("exercise");
    await demo.serve(...demo.asTheDemoSays());
  });
  after(async () => demo?.stop());

  test("comes by six clicks from the first page to what is disputed, its pivot, its explanation and its proof", async () => {
    const reader = await Reader.at(demo.base);
    const { page } = reader;
    await reader.click(page.locator(".cases").getByRole("link", { name: /^disputed 1$/ }));
    await page.getByText("2 records", { exact: true }).waitFor();
    await reader.click(page.locator("a.incident", { hasText: "B-0607-3" }));
    // On which fact it turns is said at the top; what each says of it, and what either gives, a click further.
    await reader.click(page.getByRole("link", { name: "Aldmere and Borvik part on this: who was where it hit." }));
    const pivot = page.getByRole("note");
    await reader.inSight(pivot.getByRole("heading", { name: "The fact or reading on which it turns" }));
    for (const [who, says, gives] of [["Aldmere", "only those designated", "exempt"], ["Borvik", "mixed", "violation"]] as const) {
      const line = pivot.getByRole("listitem").filter({ hasText: who });
      await reader.inSight(line);
      assert.match(await line.innerText(), new RegExp(`${says}\\s+${gives}`));
    }
    assert.deepEqual(await violations(page), []);
    // The explanation: the clause that decides, its words, what must hold and what would lift it.
    await page.mouse.wheel(0, -100_000);
    await reader.click(page.getByRole("navigation", { name: "On this page" }).getByRole("link", { name: "What the terms say" }));
    const clause = page.locator(".clauses details[open]");
    await reader.inSight(clause.getByText("Lull Accord, article 2"));
    await reader.inSight(clause.getByText("From the first day of June no side opens fire."));
    await clause.getByText("who was where it hit is only those designated").first().waitFor();
    // The proof.
    await page.mouse.wheel(0, -100_000);
    await reader.click(page.getByRole("navigation", { name: "On this page" }).getByRole("link", { name: "In the record" }));
    await reader.click(page.locator('section[aria-labelledby="record"]').getByRole("button", { name: "Check the proof in this browser" }));
    await page.getByText("Everything that can be checked here holds.").waitFor();
    assert.equal(reader.clicks, 6);
    await reader.close();
  });

  test("reads in Arabic, Persian, Russian and Turkish on which fact it turns", async () => {
    for (const [language, status, words] of [["ar", "متنازع", "ألدمير وبورفيك"], ["fa", "مورد اختلاف", "آلدمیر و بورویک"], ["ru", "спорно", "Олдмир и Борвик"], ["tr", "ihtilaflı", "Aldmere ile Borvik"]] as const) {
      const reader = await Reader.at(demo.base, language);
      await reader.click(reader.page.locator(".cases a", { hasText: status }));
      await reader.page.waitForURL(/status=disputed/);
      await reader.click(reader.page.locator("a.incident", { hasText: "B-0607-3" }));
      await reader.inSight(reader.page.locator(".parting a", { hasText: words }));
      await reader.close();
    }
  });
});

describe("a new user of the real example", { timeout: FIVE_MINUTES_MS }, () => {
  let demo: Mechanism;
  before(async () => {
    demo = Mechanism.ofDemo("syria-2017");
    await demo.serve(...demo.asTheDemoSays());
  });
  after(async () => demo?.stop());

  test("sees which registers there are, what each cannot show, and what nobody watched", async () => {
    const reader = await Reader.at(demo.base);
    const { page } = reader;
    await reader.click(page.getByText("Which registers there are, and what each cannot show"));
    const registers = page.locator("details.limits");
    for (const [name, limit] of [["UCDP Georeferenced Event Dataset", "Only events in which somebody died."], ["Russia's part of the Joint Commission, daily bulletin", "What was recorded, not who committed it."], ["Turkey's part of the Joint Commission, daily bulletin", "What was recorded, not who committed it."]] as const) {
      await registers.getByText(name).waitFor();
      await registers.getByText(limit).first().waitFor();
    }
    await reader.click(registers.getByRole("link", { name: "Who watched, and who did not" }));
    await reader.inSight(page.getByText("No watch was filed for this period"));
    await reader.inSight(page.getByText("Nothing can be concluded from silence here."));
    // A day of which all three published: the registers beside each other, and what each cannot show.
    await reader.click(page.getByRole("link", { name: "Bulletin", exact: true }));
    await page.getByRole("heading", { name: "What each register cannot show" }).waitFor();
    await page.getByLabel("Day", { exact: true }).fill("2017-02-25");
    await page.getByRole("heading", { name: "Bulletin of Saturday, 25 February 2017" }).waitFor();
    for (const who of ["Russia", "Turkey"]) assert.match(await page.locator(".headline li", { hasText: `Published by ${who}` }).innerText(), /: \d+ \(/);
    await page.getByText("Nothing was filed about who watched on this day.").waitFor();
    assert.equal(reader.clicks, 3);
    assert.deepEqual(await violations(page), []);
    await reader.close();
  });
});
