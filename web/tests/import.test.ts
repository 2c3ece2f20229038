/** An officer hands in a register's file and a photograph: what is wrong is said by line, what is right is signed once, and the photograph lies beside its report. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";

import type { Browser } from "playwright-core";

import { violations } from "./axe.ts";
import { Desks } from "./desks.ts";
import { Keyboard } from "./keyboard.ts";
import { Mechanism, openBrowser } from "./mechanism.ts";

let mechanism: Mechanism;
let browser: Browser;
let desks: Desks;

const HEADER = "source_id,time_from,time_to,lat,lon,radius_m,act,actors\n";
const row = (n: number, lon = "-28.02") => `W-${n},2023-06-${String(1 + (n % 28)).padStart(2, "0")}T10:00:00Z,2023-06-${String(1 + (n % 28)).padStart(2, "0")}T11:00:00Z,-19.02,${lon},300,artillery,Northern Council\n`;
const csv = (rows: string[]) => ({ name: "events.csv", mimeType: "text/csv", buffer: Buffer.from(HEADER + rows.join("")) });
const RECORDS = 3_000;

before(async () => {
  mechanism = new Mechanism();
  await mechanism.serve();
  browser = await openBrowser();
  desks = new Desks(mechanism, browser);
});
after(async () => {
  await desks?.close();
  await browser?.close();
  await mechanism?.stop();
});

describe("files over the line", { timeout: 300_000 }, () => {
  test("a file with two wrong rows is refused by line, and nothing of it is kept", async () => {
    const page = await desks.at("borvik");
    await page.goto(`${mechanism.base}/report`);
    await page.getByRole("link", { name: "Import a file" }).click();
    await page.getByRole("heading", { level: 1, name: "Import a file" }).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.locator('input[type="file"]').setInputFiles(csv([row(1), row(2, "nowhere"), row(3), row(4, "999")]));
    await page.getByRole("button", { name: "Send and read" }).click();
    await page.getByText("Refused: nothing of it is kept").waitFor();
    const said = await page.locator("ol").innerText();
    assert.match(said, /events\.csv:3/);
    assert.match(said, /events\.csv:5/);
    assert.deepEqual(await violations(page), []);
  });

  test("the right one is read, compared, signed by keyboard, and recorded with its progress", async () => {
    const page = await desks.at("borvik");
    await page.locator('input[type="file"]').setInputFiles(csv(Array.from({ length: RECORDS }, (_, n) => row(n))));
    const keyboard = new Keyboard(page);
    await keyboard.press(page.getByRole("button", { name: "Send and read" }));
    await page.getByText(`New: 3,000. Changed: 0. Withdrawn: 0. Held already in the same words: 0.`).waitFor();
    assert.deepEqual(await violations(page), []);
    await keyboard.press(page.getByRole("button", { name: "Show what would be signed" }));
    await page.getByText(/3000 reports: 3000 new, 0 changed, 0 withdrawn/).waitFor();
    await keyboard.press(page.getByRole("button", { name: "Sign and hand in" }));
    await page.getByRole("heading", { name: "It is in the record" }).waitFor();
    assert.deepEqual(await violations(page), []);
    const matched = await page.evaluate(async () => ((await (await fetch("/api/incidents?q=W-&register=borvik-centre&limit=1")).json()) as { matched: number }).matched);
    assert.equal(matched, RECORDS);
  });

  test("the page is clean in a language from the right, and says who may import", async () => {
    const page = await desks.at("borvik");
    await page.goto(`${mechanism.base}/import?lang=ar`);
    await page.getByRole("heading", { level: 1, name: "استيراد ملف" }).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.goto(`${mechanism.base}/import?lang=en`);
  });

  test("a photograph goes with its report, and lies beside it for who may read the note", async () => {
    const page = await desks.at("borvik");
    await page.goto(`${mechanism.base}/report`);
    const photo = Buffer.alloc(2_500_000, 7);
    const digest = createHash("sha256").update(photo).digest("hex");
    await page.locator('input[type="file"]').setInputFiles({ name: "crater.jpg", mimeType: "image/jpeg", buffer: photo });
    await page.getByText(digest).waitFor();
    await page.getByLabel("Your number for it").fill("P-1");
    await page.getByLabel("From", { exact: true }).fill("2023-06-20T10:00");
    await page.getByLabel("To", { exact: true }).fill("2023-06-20T11:00");
    await page.getByLabel("Latitude, degrees").fill("-19.02");
    await page.getByLabel("Longitude, degrees").fill("-28.02");
    await page.getByLabel("Within, metres").fill("300");
    await page.getByRole("button", { name: "Show what would be signed" }).click();
    await page.getByRole("button", { name: "Sign and hand in" }).click();
    await page.getByRole("heading", { name: "It is in the record" }).waitFor();
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await page.getByText("Files at the server: 1 of 1").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("link", { name: "See it" }).click();
    const link = page.getByRole("link", { name: digest });
    await link.waitFor();
    assert.deepEqual(await violations(page), []);
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    assert.deepEqual(readFileSync(await download.path()), photo);
    const path = (await link.getAttribute("href")) ?? "";
    const other = await desks.at("aldmere");
    assert.equal(await other.evaluate(async (address) => (await fetch(address)).status, path), 404, "the note is its filer's own");
  });

  test("no page failed", () => {
    for (const [institution, faults] of desks.faults()) assert.deepEqual(faults, [], institution);
  });
});
