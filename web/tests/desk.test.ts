/**
 * A participant's own desk in a browser: the pages come from the desk, know it, sign with its key without a line, show when what was signed
 * is in the record, and leave nothing in the browser.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";

import type { Browser, Page } from "playwright-core";

import { violations } from "./axe.ts";
import { Mechanism, openBrowser } from "./mechanism.ts";

let mechanism: Mechanism;
let browser: Browser;
let page: Page;
let desk: Awaited<ReturnType<Mechanism["desk"]>>;
const faults: string[] = [];
const at = (path: string) => new URL(path, desk.address).href;

before(async () => {
  mechanism = new Mechanism();
  await mechanism.serve();
  desk = await mechanism.desk("borvik");
  browser = await openBrowser();
  page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  page.setDefaultTimeout(15_000);
  page.on("pageerror", (error) => faults.push(error.message));
});
after(async () => {
  await browser?.close();
  await desk?.stop();
  await mechanism?.stop();
});

/** What a browser has kept of an origin. */
const kept = () => page.evaluate(async () => ({
  caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  storage: Object.keys(localStorage).filter((key) => key.startsWith("truce.report")),
  queue: await (async () => {
    const db = await new Promise<IDBDatabase>((resolve) => { const open = indexedDB.open("truce"); open.onsuccess = () => resolve(open.result); });
    if (!db.objectStoreNames.contains("queue")) return 0;
    return new Promise<number>((resolve) => { const all = db.transaction("queue").objectStore("queue").count(); all.onsuccess = () => resolve(all.result); });
  })(),
}));

describe("a participant's own desk", { timeout: 300_000 }, () => {
  test("nobody comes in without the address that the desk printed", async () => {
    const answer = await page.goto(at("/people"));
    assert.equal(answer?.status(), 401);
    await page.goto(desk.address);
    assert.equal(new URL(page.url()).search, "", "the token does not stay in the address");
  });

  test("the pages say that this is one's own desk, and ask for no key", async () => {
    await page.goto(at("/people?lang=en"));
    await page.getByRole("heading", { name: "Your own desk" }).waitFor();
    await page.locator("header").getByText("Line up").waitFor();
    assert.equal(await page.getByText("Keys in this browser").count(), 0);
    assert.equal(await page.getByRole("button", { name: "Sign out" }).count(), 0);
    assert.deepEqual(await violations(page), []);
  });

  test("a report is signed without a line, waits, and is in the record once the line is back", async () => {
    await mechanism.cut();
    await page.locator("header").getByText(/Line down: as of entry/).waitFor();
    await page.goto(at("/report?lang=en"));
    await page.getByLabel("Your number for it").fill("DESK-1");
    for (const [i, when] of ["2023-06-20T10:00", "2023-06-20T11:00"].entries()) await page.locator('input[type="datetime-local"]').nth(i).fill(when);
    await page.getByRole("combobox", { name: "Act", exact: true }).selectOption("mortar");
    for (const [label, value] of [["Latitude, degrees", "-19.02"], ["Longitude, degrees", "-28.02"], ["Within, metres", "300"]]) await page.getByLabel(label!).fill(value!);
    await page.getByRole("button", { name: "Show what would be signed" }).click();
    await page.getByRole("heading", { name: "This is what would be signed" }).waitFor();
    await page.getByText("This page, these words and the signature are made by your own desk.").waitFor();
    await page.getByRole("button", { name: "Sign at this desk" }).click();
    await page.getByRole("heading", { name: "Signed, and kept at this desk" }).waitFor();
    await page.getByText("Waits for the line").waitFor();
    await mechanism.serve();
    await page.getByRole("heading", { name: "It is in the record" }).waitFor({ timeout: 30_000 });
    await page.goto(at("/people?lang=en"));
    await page.getByText("In the record").first().waitFor();
    await page.locator("header").getByText("Line up").waitFor();
  });

  test("a whole file is read and compared at the desk, signed with its key, and lands", async () => {
    await page.goto(at("/import?lang=en"));
    await page.getByRole("heading", { level: 1, name: "Import a file" }).waitFor();
    const rows = Array.from({ length: 400 }, (_, n) => `F-${n},2023-06-${String(1 + (n % 28)).padStart(2, "0")}T10:00:00Z,2023-06-${String(1 + (n % 28)).padStart(2, "0")}T11:00:00Z,-19.02,-28.02,300,artillery,Northern Council\n`);
    await page.locator('input[type="file"]').setInputFiles({ name: "events.csv", mimeType: "text/csv", buffer: Buffer.from("source_id,time_from,time_to,lat,lon,radius_m,act,actors\n" + rows.join("")) });
    await page.getByRole("button", { name: "Send and read" }).click();
    await page.getByText("New: 400. Changed: 0. Withdrawn: 0. Held already in the same words: 0.").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Show what would be signed" }).click();
    await page.getByText(/400 reports: 400 new, 0 changed, 0 withdrawn/).waitFor();
    await page.getByRole("button", { name: "Sign at this desk" }).click();
    await page.getByRole("heading", { name: "It is in the record" }).waitFor({ timeout: 30_000 });
    const matched = await page.evaluate(async () => ((await (await fetch("/api/incidents?q=F-&register=borvik-centre&limit=1")).json()) as { matched: number }).matched);
    assert.equal(matched, 400);
  });

  test("a photograph goes to the server once its report is recorded, and comes from it", async () => {
    const photo = Buffer.alloc(1_200_000, 9);
    const digest = createHash("sha256").update(photo).digest("hex");
    await page.goto(at("/report?lang=en"));
    await page.locator('input[type="file"]').setInputFiles({ name: "crater.jpg", mimeType: "image/jpeg", buffer: photo });
    await page.getByText(digest).waitFor();
    await page.getByLabel("Your number for it").fill("DESK-2");
    for (const [i, when] of ["2023-06-21T10:00", "2023-06-21T11:00"].entries()) await page.locator('input[type="datetime-local"]').nth(i).fill(when);
    await page.getByRole("combobox", { name: "Act", exact: true }).selectOption("mortar");
    for (const [label, value] of [["Latitude, degrees", "-19.02"], ["Longitude, degrees", "-28.02"], ["Within, metres", "300"]]) await page.getByLabel(label!).fill(value!);
    await page.getByRole("button", { name: "Show what would be signed" }).click();
    const sent = page.waitForResponse((answer) => new URL(answer.url()).pathname === "/api/attachments", { timeout: 30_000 });
    await page.getByRole("button", { name: "Sign at this desk" }).click();
    assert.equal((await sent).status(), 201);
    const item = ((await (await sent).json()) as { item: string }).item;
    await page.goto(at(`/incident/${item}?lang=en`));
    const link = page.getByRole("link", { name: digest });
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    assert.deepEqual(readFileSync(await download.path()), photo);
    assert.deepEqual(await violations(page), []);
  });

  test("nothing is kept in the browser, and nothing went wrong in the pages", async () => {
    await page.goto(at("/report?lang=en"));
    await page.getByRole("heading", { level: 1 }).waitFor();
    assert.deepEqual(await kept(), { caches: [], workers: 0, storage: [], queue: 0 });
    assert.deepEqual(faults, []);
  });
});
