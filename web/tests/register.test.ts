/** One step for each of many rows: what is signed for each is shown before, a refusal is its row's alone, and a lost line loses and doubles nothing. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import type { Browser, Page } from "playwright-core";

import { violations } from "./axe.ts";
import { Desks } from "./desks.ts";
import { Mechanism, openBrowser } from "./mechanism.ts";

let mechanism: Mechanism;
let browser: Browser;
let desks: Desks;
let page: Page;
const ROWS = ["B-0616-1", "B-0616-2", "B-0617-1", "B-0617-2"];

before(async () => {
  mechanism = new Mechanism();
  const take = (as: string, verb: string, id: string, ...more: string[]) => mechanism.truce("case", verb, mechanism.dir, `borvik-centre:${id}`, ...more, "--as", mechanism.key(as));
  const step = (verb: string, id: string, ...more: string[]) => take("borvik", verb, id, ...more);
  for (const id of ROWS.slice(0, 3)) step("open", id, "--accused", "northern-council", "--text", `the case of ${id}`);
  for (const who of ["aldmere", "borvik", "castane"]) take(who, "vote", ROWS[2]!, "approve", "--on", "case.closed");
  step("close", ROWS[2]!, "--text", "settled on the spot");
  await mechanism.serve();
  browser = await openBrowser();
  desks = new Desks(mechanism, browser);
  page = await desks.at("borvik");
});
after(async () => {
  await desks?.close();
  await browser?.close();
  await mechanism?.stop();
});

const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true });
const job = (id: string) => page.locator(".jobs li", { hasText: id });
/** Requests in the record, by the case's own report. */
const requests = () => page.evaluate(async () => {
  const { items } = (await (await fetch("/api/cases?limit=1000")).json()) as { items: { case: string }[] };
  const files = await Promise.all(items.map(async (row) => ((await (await fetch(`/api/cases/${row.case}`)).json()) as { case: { steps: { body: { kind: string; text?: string } }[] } }).case));
  return files.flatMap(({ steps }) => steps.filter(({ body }) => body.kind === "information.requested").map(() => (steps[0]?.body.text ?? "").split(" ").at(-1))).sort();
});

async function choose(): Promise<void> {
  await page.goto(`${mechanism.base}/register?register=borvik-centre&from=2023-06-16&to=2023-06-17&sort=time&columns=source_id,act,place`);
  await page.locator('[data-row="0"] [data-column="0"]').waitFor();
  for (const id of ROWS) await page.locator(".line", { hasText: id }).getByRole("checkbox").check();
  await button("One step for each …").click();
  await page.getByRole("heading", { name: "One step for each chosen row" }).waitFor();
}

describe("one step for each of many rows", { timeout: 300_000 }, () => {
  test("shows the words of every step, and what cannot be, before anything is signed", async () => {
    await choose();
    await button("Request for information").click();
    await page.getByRole("checkbox", { name: "Northern Council" }).check();
    await page.getByLabel("In your words").fill("what was fired, and from where?");
    await button("Show what would be signed").click();
    await button("Sign 2 steps and hand them in").waitFor();
    assert.equal(await page.locator(".jobs li").count(), 4);
    assert.equal(await page.locator(".jobs li.shown .words", { hasText: "what was fired, and from where?" }).count(), 2);
    assert.equal(await page.locator(".jobs li.refused", { hasText: "No case is open about it" }).count(), 1);
    assert.match(await page.locator(".jobs li.refused", { hasText: "case.closed" }).innerText(), /closed/);
    assert.deepEqual(await requests(), []);
    assert.deepEqual(await violations(page), []);
  });

  test("goes on after a lost line, in a window opened anew, and doubles nothing", async () => {
    // The first is handed in, and its answer is lost on the way.
    await page.route("**/api/entries", async (route) => {
      await route.fetch();
      await route.abort("connectionreset");
    }, { times: 1 });
    await button("Sign 2 steps and hand them in").click();
    await page.getByText("No answer from the server.").waitFor();
    assert.equal(await page.locator(".jobs li.sent").count(), 1);
    assert.equal(await page.locator(".jobs li.shown").count(), 1);
    await page.goto(`${mechanism.base}/register`);
    await page.getByText("2 steps that you began wait for you.").waitFor();
    await button("Go on").click();
    await button("Sign 2 steps and hand them in").click();
    await page.getByText(/^2 steps are in the record/).waitFor();
    assert.equal(await page.locator(".jobs li.recorded").count(), 2);
    assert.deepEqual(await requests(), ["B-0616-1", "B-0616-2"]);
    await button("Close").click();
    await page.locator('[data-row="0"]').waitFor();
    assert.equal(await page.getByText("that you began").count(), 0);
  });

  test("opens a case for each row that has none, after another step of the same key came between", async () => {
    await choose();
    await button("Open a case").click();
    await button("Show what would be signed").click();
    await button("Sign 1 step and hand it in").waitFor();
    assert.equal(await page.locator(".jobs li.refused", { hasText: "It has a case already" }).count(), 3);
    // The same key signs elsewhere meanwhile: the step is composed after that.
    const other = await page.context().newPage();
    await other.goto(`${mechanism.base}/report?lang=en`);
    await other.getByRole("combobox", { name: "Act", exact: true }).waitFor();
    await other.getByLabel("Your number for it").fill("B-0703-1");
    for (const [i, time] of ["2023-07-03T09:00", "2023-07-03T09:20"].entries()) await other.locator('input[type="datetime-local"]').nth(i).fill(time);
    for (const [label, value] of [["Latitude, degrees", "-18.62"], ["Longitude, degrees", "-27.2"], ["Within, metres", "500"]] as const) await other.getByLabel(label).fill(value);
    await other.getByRole("combobox", { name: "Act", exact: true }).selectOption("mortar");
    await other.getByRole("button", { name: "Show what would be signed" }).click();
    await other.getByRole("button", { name: "Sign and hand in" }).click();
    await other.getByRole("heading", { name: "It is in the record" }).waitFor();
    await other.close();
    await button("Sign 1 step and hand it in").click();
    await page.getByText(/^1 step is in the record/).waitFor();
    await job("B-0617-2").or(page.locator(".jobs li.recorded")).first().waitFor();
    for (const [institution, faults] of desks.faults()) assert.deepEqual(faults, [], institution);
    assert.match(mechanism.truce("record", "verify", mechanism.dir), /holds|verif|entries/i);
  });
});
