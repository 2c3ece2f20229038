/** A report is filed and a finding signed with a keyboard alone: no click, and at every stop one sees where one is. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import type { Browser, Page } from "playwright-core";

import { violations } from "./axe.ts";
import { Keyboard } from "./keyboard.ts";
import { Mechanism, openBrowser } from "./mechanism.ts";

let mechanism: Mechanism;
let browser: Browser;
let page: Page;
let keyboard: Keyboard;
const faults: string[] = [];

before(async () => {
  mechanism = new Mechanism();
  await mechanism.serve();
  browser = await openBrowser();
  page = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-US" })).newPage();
  page.setDefaultTimeout(15_000);
  page.on("pageerror", (error) => faults.push(error.message));
  // What the system's own dialogue would answer.
  page.on("filechooser", (chooser) => void chooser.setFiles(mechanism.key("borvik")));
  keyboard = new Keyboard(page);
});
after(async () => {
  await browser?.close();
  await mechanism?.stop();
});

const button = (name: string) => page.getByRole("button", { name, exact: true });
const heading = (name: string) => page.getByRole("heading", { name, exact: true });

/** The words, the signature, the receipt: each takes the focus when it comes. */
async function sign(back: string): Promise<void> {
  await keyboard.press(button("Show what would be signed"));
  await keyboard.arrives(heading("This is what would be signed"));
  assert.deepEqual(await violations(page), []);
  await keyboard.press(button("Sign and hand in"));
  await keyboard.arrives(heading("It is in the record"));
  await keyboard.press(button("Close"));
  await keyboard.arrives(heading(back));
}

describe("with a keyboard alone", { timeout: 300_000 }, () => {
  test("an officer brings a key and signs in", async () => {
    await page.goto(`${mechanism.base}/people?lang=en`);
    await page.getByRole("heading", { name: "People and keys" }).waitFor();
    await keyboard.to(page.locator('input[type="file"]'));
    await page.keyboard.press("Enter");
    await keyboard.press(button("Sign in with this key"));
    await keyboard.arrives(heading("To sign in, sign this"));
    await keyboard.press(button("Sign and come in"));
    await keyboard.arrives(heading("Keys in this browser"));
    await page.getByText("Signed in with this key").waitFor();
  });

  test("files a report", async () => {
    await keyboard.press(page.getByRole("link", { name: "File a report" }));
    await page.waitForURL(/\/report$/);
    // What lacks is named, and the first of it has the focus.
    await page.getByRole("combobox", { name: "Act", exact: true }).waitFor();
    await keyboard.press(button("Show what would be signed"));
    await page.getByRole("alert").filter({ hasText: "Still missing" }).waitFor();
    await keyboard.arrives(page.getByLabel("Your number for it"));
    await page.keyboard.type("B-0702-1");
    const times = page.locator('input[type="datetime-local"]');
    await keyboard.write(times.nth(0), "070220230900A");
    await keyboard.write(times.nth(1), "070220230920A");
    assert.deepEqual(await times.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value)), ["2023-07-02T09:00", "2023-07-02T09:20"]);
    const act = page.getByRole("combobox", { name: "Act", exact: true });
    await keyboard.write(act, "mortar");
    assert.equal(await act.inputValue(), "mortar");
    // Several of a list: the arrows go, with Ctrl held, and Space chooses.
    await keyboard.to(page.getByLabel("Possible actors"));
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.getByLabel("Possible actors").evaluate((list) => (list as HTMLSelectElement).selectedOptions.length), 1);
    // A choice of three: the arrows choose; there and back again.
    await keyboard.to(page.getByRole("radio", { name: "A point" }));
    await page.keyboard.press("ArrowRight");
    assert.ok(await page.getByRole("radio", { name: "An area" }).isChecked());
    await page.keyboard.press("ArrowLeft");
    await keyboard.write(page.getByLabel("Latitude, degrees"), "-18.62");
    await keyboard.write(page.getByLabel("Longitude, degrees"), "-27.2");
    await keyboard.write(page.getByLabel("Within, metres"), "500");
    await sign("File a report");
  });

  test("opens its case and signs a finding", async () => {
    await keyboard.press(page.getByRole("link", { name: "See it" }));
    await page.waitForURL(/\/incident\//);
    await keyboard.press(button("Open a case"));
    await keyboard.write(page.getByLabel("In your words"), "mortar fire on the ford");
    await sign("What you can do now");
    await page.getByRole("heading", { name: /The case file/ }).waitFor();
    await keyboard.press(button("Finding"));
    // The arrows go through the findings of the profile and choose.
    await keyboard.press(page.getByRole("radio").first(), "Space");
    const confirmed = page.getByRole("radio", { name: /^confirmed/ });
    for (let i = 0; i < 10 && !(await confirmed.isChecked()); ++i) await page.keyboard.press("ArrowDown");
    assert.ok(await confirmed.isChecked());
    await keyboard.write(page.getByLabel("In your words"), "fired from behind the line");
    await sign("What you can do now");
    await page.getByText("fired from behind the line").first().waitFor();
  });

  test("and checks the proof of what was signed", async () => {
    await keyboard.press(page.locator(".steps summary").first());
    await keyboard.press(page.locator(".steps li").first().getByRole("button", { name: "Check the proof in this browser" }));
    await page.getByText("Everything that can be checked here holds.").waitFor();
    assert.deepEqual(faults, []);
  });
});
