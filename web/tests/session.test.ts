/**
 * Who was signed in is not any more: the key was revoked, or the session ended with the server. Every page says so, and what to do; what was
 * being written is not lost; and a key that was enrolled a moment ago signs in, although the public has not been told of it.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import type { Browser, BrowserContext, Page } from "playwright-core";

import { violations } from "./axe.ts";
import { Mechanism, openBrowser } from "./mechanism.ts";

let browser: Browser;
before(async () => { browser = await openBrowser(); });
after(async () => { await browser?.close(); });

const REVOKED = "This key has been revoked: nothing that it signs is accepted.";
const OVER = "This session is over.";

/** A browser of its own with a key, signed in. */
async function withKey(mechanism: Mechanism, file: string): Promise<{ context: BrowserContext; page: Page; faults: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(`${mechanism.base}/people?lang=en`);
  await page.locator('input[type="file"]').setInputFiles(file);
  await signIn(page);
  return { context, page, faults };
}
async function signIn(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sign in with this key" }).click();
  await page.getByRole("button", { name: "Sign and come in" }).click();
  await page.getByText("Signed in with this key").waitFor();
}

for (const [when, ago] of [["where the public reads the record", "-1d"], ["before anything is published", ""]] as const) {
  describe(`a session that ends, ${when}`, { timeout: 300_000 }, () => {
    let mechanism: Mechanism;
    let first: Awaited<ReturnType<typeof withKey>>;
    let second: Awaited<ReturnType<typeof withKey>>;
    let incident = "";

    before(async () => {
      mechanism = new Mechanism("exercise", ago);
      await mechanism.serve();
      first = await withKey(mechanism, mechanism.key("borvik"));
      incident = await first.page.evaluate(async () => ((await (await fetch("/api/incidents?q=B-0616-2")).json()) as { items: { id: string }[] }).items[0]?.id ?? "");
    });
    after(async () => {
      await first?.context.close();
      await second?.context.close();
      await mechanism?.stop();
    });

    test("the server begins anew: what was being written stays, and the page says what to do", async () => {
      const { page } = first;
      await page.goto(`${mechanism.base}/report`);
      await page.getByLabel("Your number for it").fill("B-kept");
      await mechanism.cut();
      await page.getByText("Line lost, trying again").waitFor();
      await mechanism.serve();
      const alert = page.getByRole("alert").filter({ hasText: OVER });
      await alert.waitFor({ timeout: 70_000 });
      assert.match(await alert.innerText(), /borvik\/[0-9a-f]{8}[^]*Sign in again with your key[^]*A report or a step that you were writing is kept/);
      assert.deepEqual(await violations(page), []);
      await page.reload();
      await alert.waitFor();
      await alert.getByRole("link", { name: "People and keys" }).click();
      await signIn(page);
      assert.equal(await page.getByRole("alert").count(), 0);
      await page.goto(`${mechanism.base}/report`);
      assert.equal(await page.getByLabel("Your number for it").inputValue(), "B-kept");
      assert.equal(await page.getByRole("alert").count(), 0);
    });

    test("a second key is enrolled, and signs in at once", async () => {
      const vkey = mechanism.truce("keys", "new", "borvik", mechanism.key("borvik-second")).trim();
      await first.page.goto(`${mechanism.base}/people`);
      await first.page.getByLabel("Public key to enrol").fill(vkey);
      await first.page.getByRole("button", { name: "Show the enrolment" }).click();
      await first.page.getByRole("button", { name: "Sign and hand in" }).click();
      await first.page.getByRole("heading", { name: "It is in the record" }).waitFor();
      second = await withKey(mechanism, mechanism.key("borvik-second"));
    });

    test("one that is enrolled nowhere does not, and is told what to do", async () => {
      mechanism.truce("keys", "new", "borvik", mechanism.key("borvik-stray"));
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`${mechanism.base}/people?lang=en`);
      await page.locator('input[type="file"]').setInputFiles(mechanism.key("borvik-stray"));
      await page.getByRole("button", { name: "Sign in with this key" }).click();
      await page.getByText("The server knows no such key.").waitFor();
      await page.getByText("Let your institution enrol it with a key that it already has.").waitFor();
      assert.deepEqual(await violations(page), []);
      await context.close();
    });

    test("the first is revoked with the second, and its page says so without being asked", async () => {
      await first.page.goto(`${mechanism.base}/people`);
      const name = await first.page.locator(".key .mono").first().innerText();
      assert.match(name, /^borvik\/[0-9a-f]{8}$/);
      await first.page.goto(`${mechanism.base}/incident/${incident}`);
      await first.page.locator("#act").getByRole("button", { name: "Open a case" }).waitFor();
      await second.page.getByRole("row").filter({ hasText: name.split("/")[1]! }).getByRole("button", { name: "Revoke …" }).click();
      await second.page.getByRole("button", { name: "Sign and hand in" }).click();
      await second.page.getByRole("heading", { name: "It is in the record" }).waitFor();
      const alert = first.page.getByRole("alert").filter({ hasText: REVOKED });
      await alert.waitFor({ timeout: 30_000 });
      assert.match(await alert.innerText(), new RegExp(`${name}[^]*Ask whoever keeps your institution’s keys`));
      assert.equal(await first.page.locator("#act").getByRole("button", { name: "Open a case" }).count(), 0);
      assert.equal(await second.page.getByRole("alert").count(), 0, "the second stays signed in");
    });

    for (const [path, language, said] of [
      ["/report", "en", REVOKED], ["/import", "en", REVOKED], ["/people", "en", REVOKED], ["/incident", "en", REVOKED],
      ["/report", "ar", "أُلغي هذا المفتاح: لا يُقبل شيء يوقّعه."], ["/people", "fa", "این کلید باطل شده است: چیزی که امضا کند پذیرفته نمی‌شود."],
    ] as const) {
      test(`${path} in ${language} says so, and what to do`, async () => {
        const { page } = first;
        await page.goto(`${mechanism.base}${path === "/incident" ? `${path}/${incident}` : path}?lang=${language}`);
        await page.getByRole("alert").filter({ hasText: said }).waitFor();
        await page.locator("main h1").first().waitFor();
        assert.deepEqual(await violations(page), []);
        if (path !== "/people") return;
        assert.ok(await page.locator(".key button.primary").isDisabled(), "a revoked key asks for no challenge");
        assert.equal(await page.locator(".key").getByText(said).count(), 1, "it is said beside the key");
      });
    }

    test("whoever goes on without a key is not told again", async () => {
      const { page } = first;
      await page.goto(`${mechanism.base}/people?lang=en`);
      await page.getByRole("button", { name: "Go on without a key" }).click();
      assert.equal(await page.getByRole("alert").count(), 0);
      await page.reload();
      await page.locator("main h1").waitFor();
      assert.equal(await page.getByRole("alert").count(), 0);
    });

    test("a key that is tried again is refused in the reader's words", async () => {
      const { page } = first;
      const button = page.getByRole("button", { name: "Sign in with this key" });
      if (!(await button.isDisabled())) await button.click();
      await page.locator(".key").getByText(REVOKED).waitFor();
      assert.ok(await button.isDisabled());
      assert.deepEqual(await violations(page), []);
    });

    test("who signs out leaves, and is not asked back", async () => {
      const { page } = second;
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByRole("link", { name: "Sign in with a key" }).first().waitFor();
      assert.equal(new URL(page.url()).pathname, "/people");
      assert.equal(await page.getByRole("alert").count(), 0);
    });

    test("no page failed", () => {
      for (const { faults } of [first, second]) assert.deepEqual(faults, []);
    });
  });
}
