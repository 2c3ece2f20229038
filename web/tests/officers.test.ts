/**
 * Officers of two opposing guarantors and of the party accused, each in a browser of their own: they bring keys, sign in,
 * open a case, give notice, reply, sign findings, and see the status change where nobody reloaded. A report is written
 * without a line and signed when the line is back.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, test } from "node:test";

import type { Browser, Page } from "playwright-core";

import { Desks, signed } from "./desks.ts";
import { Mechanism, openBrowser, type Institution } from "./mechanism.ts";

let mechanism: Mechanism;
let browser: Browser;
let incident = "";
let desks: Desks;
const desk = (institution: Institution) => desks.at(institution);

const toIncident = async (page: Page) => {
  await page.goto(`${mechanism.base}/incident/${incident}`);
  await page.locator("#act-title").waitFor();
};

async function step(page: Page, kind: string, fill: () => Promise<void>): Promise<void> {
  await page.locator("#act").getByRole("button", { name: kind, exact: true }).click();
  await fill();
  await signed(page);
}
const words = (page: Page, text: string) => page.getByLabel("In your words").fill(text);
const tick = (page: Page, name: string) => page.locator("#act").getByRole("checkbox", { name, exact: true }).check();

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

describe("officers at their desks", { timeout: 600_000 }, () => {
  test("a key is brought, kept unextractable, and signs its owner in", async () => {
    const page = await desk("borvik");
    const kept = await page.evaluate(async () => {
      const db = await new Promise<IDBDatabase>((resolve) => { const open = indexedDB.open("truce"); open.onsuccess = () => resolve(open.result); });
      const keys = await new Promise<{ key: CryptoKey }[]>((resolve) => { const all = db.transaction("keys").objectStore("keys").getAll(); all.onsuccess = () => resolve(all.result); });
      return keys.map(({ key }) => [key.algorithm.name, key.extractable, key.usages.join()]);
    });
    assert.deepEqual(kept, [["Ed25519", false, "sign"]]);
    incident = await page.evaluate(async () => ((await (await fetch("/api/incidents?q=B-0616-2")).json()) as { items: { id: string }[] }).items[0]?.id ?? "");
    assert.match(incident, /\/\d+$/);
  });

  test("Borvik opens a case, gives notice and asks", async () => {
    const page = await desk("borvik");
    await toIncident(page);
    await step(page, "Open a case", async () => {
      await tick(page, "Northern Council");
      await words(page, "mortar fire on the mill");
    });
    await page.getByRole("heading", { name: /The case file/ }).waitFor();
    await step(page, "Notice", async () => {
      await tick(page, "Aldmere");
      await tick(page, "Northern Council");
      await words(page, "mortar fire on Mill Edge at 09:10");
    });
    await step(page, "Request for information", async () => {
      await tick(page, "Northern Council");
      await words(page, "which mortars stood within ten kilometres of the mill?");
    });
  });

  test("the accused finds what is due, acknowledges, and replies", async () => {
    const page = await desk("northern-council");
    await page.goto(`${mechanism.base}/review`);
    await page.getByRole("heading", { name: "Awaited from Northern Council" }).waitFor();
    await toIncident(page);
    await step(page, "Receipt of a notice", async () => undefined);
    await step(page, "Information", () => words(page, "two, both locked up since 1 June"));
    await step(page, "Reply", () => words(page, "The Circle has shelled the mill before. We did not."));
    await page.getByText("The Circle has shelled the mill before. We did not.").first().waitFor();
  });

  test("a link is proposed, accepted by one guarantor and disputed by the other, and each sees it live", async () => {
    const [mediator, aldmere, borvik] = [await desk("mediator-office"), await desk("aldmere"), await desk("borvik")];
    for (const page of [mediator, aldmere, borvik]) await toIncident(page);
    await step(mediator, "Link", async () => {
      await mediator.locator("#act").getByLabel(/^Report/).fill("aldmere-centre:A-0616-2");
      await words(mediator, "same village, same ten minutes");
    });
    await aldmere.getByText("Said to be the same, not yet accepted").waitFor({ timeout: 20_000 });
    await aldmere.getByRole("button", { name: "The same …", exact: true }).click();
    await signed(aldmere);
    await borvik.getByText("Accepted by Aldmere").waitFor({ timeout: 20_000 });
    await borvik.getByRole("button", { name: "Not the same …" }).click();
    await words(borvik, "another hour, another weapon");
    await signed(borvik);
    await aldmere.getByText("Whether it is the same is disputed").waitFor({ timeout: 20_000 });
    await aldmere.getByText("Not the same, says Borvik").waitFor();
  });

  test("two guarantors conclude differently, and the other's page shows it live", async () => {
    const aldmere = await desk("aldmere");
    const borvik = await desk("borvik");
    await toIncident(aldmere);
    await toIncident(borvik);
    await step(aldmere, "Finding", async () => {
      await aldmere.getByRole("radio", { name: /the actor was not bound/ }).check();
      await words(aldmere, "the Circle fired");
    });
    await borvik.getByText("the Circle fired").first().waitFor({ timeout: 20_000 });
    await step(borvik, "Finding", async () => {
      await borvik.getByRole("radio", { name: /^confirmed/ }).check();
      await words(borvik, "fired from behind the line");
    });
    await aldmere.getByRole("heading", { name: /The case file · disputed/ }).waitFor({ timeout: 20_000 });
  });

  test("a step that the rules refuse says what, and what to do", async () => {
    const page = await desk("northern-council");
    await toIncident(page);
    const answer = await page.evaluate(async () => {
      const me = await (await fetch("/api/me")).json();
      const reply = await fetch("/api/steps/compose", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ key: me.viewer.key, case: location.pathname.slice("/incident/".length), step: { kind: "finding.signed", finding: "confirmed", text: "x" } }) });
      return { status: reply.status, error: (await reply.json()).error };
    });
    assert.ok(answer.status >= 400);
    assert.match(answer.error.id, /^case\./);
  });

  test("a proof of a step of the case is checked in the page", async () => {
    const page = await desk("aldmere");
    await toIncident(page);
    await page.locator(".steps summary").first().click();
    await page.locator(".steps li").first().getByRole("button", { name: "Check the proof in this browser" }).click();
    await page.getByText("Everything that can be checked here holds.").waitFor();
  });

  test("a report is written without a line, waits, and is signed when the line is back", async () => {
    const page = await desk("mediator-office");
    await page.goto(`${mechanism.base}/report`);
    await page.getByLabel("Your number for it").waitFor();
    await page.getByRole("combobox", { name: "Act", exact: true }).waitFor();
    await page.context().setOffline(true);
    await page.getByText("There is no line.").waitFor();
    await page.getByLabel("Your number for it").fill("M-0701-9");
    await page.locator('input[type="datetime-local"]').nth(0).fill("2023-07-01T09:00");
    await page.locator('input[type="datetime-local"]').nth(1).fill("2023-07-01T09:20");
    await page.getByRole("combobox", { name: "Act", exact: true }).selectOption("mortar");
    await page.locator("label", { hasText: "From a post" }).click();
    for (const [label, value] of [["Post’s latitude", "-18.62"], ["Post’s longitude", "-27.2"], ["Bearing from, degrees", "236"], ["Bearing to, degrees", "252"], ["Nearest, metres", "12000"], ["Farthest, metres", "23000"]]) await page.getByLabel(label!).fill(value!);
    await page.locator('input[type="file"]').setInputFiles({ name: "crater.jpg", mimeType: "image/jpeg", buffer: Buffer.from("not really a photograph") });
    await page.getByText(createHash("sha256").update("not really a photograph").digest("hex")).waitFor();
    await page.getByRole("button", { name: "Keep it here until it can be signed" }).click();
    await page.getByText("Waiting for your signature").waitFor();
    await page.context().setOffline(false);
    await page.getByText("Live", { exact: true }).waitFor({ timeout: 70_000 });
    await page.locator(".queue").getByRole("button", { name: "Show what would be signed" }).click();
    await page.getByRole("button", { name: "Sign and hand in" }).click();
    await page.getByRole("heading", { name: "It is in the record" }).waitFor();
    await page.getByRole("button", { name: "Close" }).click();
    await page.locator(".queue .recorded").waitFor();
    await page.goto(`${mechanism.base}/register?q=M-0701-9`);
    await page.getByText("1 record", { exact: true }).waitFor();
  });

  test("a key made in a browser is enrolled by a colleague and signs its owner in", async () => {
    const colleague = await browser.newContext();
    const page = await colleague.newPage();
    await page.goto(`${mechanism.base}/people?lang=en`);
    await page.getByLabel("Institution").fill("castane");
    await page.getByRole("button", { name: "Make a key" }).click();
    const vkey = (await page.locator(".key .mono[title]").first().getAttribute("title")) ?? "";
    assert.match(vkey, /^castane\/[0-9a-f]{8}\+[0-9a-f]{8}\+/);
    const keeper = await desk("castane");
    await keeper.goto(`${mechanism.base}/people`);
    await keeper.getByLabel("Public key to enrol").fill(vkey);
    await keeper.getByRole("button", { name: "Show the enrolment" }).click();
    await keeper.getByRole("button", { name: "Sign and hand in" }).click();
    await keeper.getByRole("heading", { name: "It is in the record" }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Sign in with this key" }).click();
    await page.getByRole("button", { name: "Sign and come in" }).click();
    await page.getByText("Signed in with this key").waitFor();
    await colleague.close();
  });

  test("no page had a fault, and the record holds", () => {
    for (const [institution, faults] of desks.faults()) assert.deepEqual(faults, [], institution);
    assert.match(mechanism.truce("record", "verify", mechanism.dir), /holds|verif|entries/i);
  });
});
