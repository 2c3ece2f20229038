/** Every page, in a browser, against a real server: no error on the console, no accessibility violation, right direction. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import type { Browser, BrowserContext, Page } from "playwright-core";

import { violations } from "./axe.ts";
import { incidentsOf, Mechanism, openBrowser } from "./mechanism.ts";

let mechanism: Mechanism;
let browser: Browser;
let incident = "";
let held = { round: "", document: "" };

before(async () => {
  mechanism = new Mechanism();
  held = mechanism.holdTalks();
  mechanism.planActivities();
  await mechanism.serve("--read-as", "aldmere");
  browser = await openBrowser();
  incident = (await incidentsOf(mechanism.base)).get("borvik-centre:B-0616-2") ?? assert.fail("the exercise has B-0616-2");
});
after(async () => {
  await browser?.close();
  await mechanism?.stop();
});

const paths = () => ["/situation", "/register", "/bulletin/2023-06-16", "/watches", "/trends", "/agreement", "/record", "/review", "/report", "/import", "/people", `/incident/${incident}`, "/talks", `/talks/round/${held.round}`, `/talks/document/${held.document}`, "/commitments", "/coordination", "/nowhere"];

interface Opened { page: Page; context: BrowserContext; faults: string[] }

async function open(path: string, options: Parameters<Browser["newContext"]>[0] = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  // What WebGL is drawn by says that a page composited in software has to read it back; that is of this machine, not of the page.
  page.on("console", (message) => { if ((message.type() === "error" || message.type() === "warning") && !/GL Driver Message \(OpenGL, Performance,.*GPU stall due to ReadPixels/.test(message.text())) faults.push(`${message.type()}: ${message.text()}`); });
  page.on("pageerror", (error) => faults.push(`fault: ${error.message}`));
  await page.goto(mechanism.base + path);
  await page.locator("main h1").first().waitFor({ state: "attached" });
  await page.waitForFunction(() => document.querySelector("[role=status].caption") === null && document.querySelector("[aria-busy=true]") === null, undefined, { timeout: 30_000 });
  return { page, context, faults };
}

describe("every page", () => {
  for (const [name, language, options] of [
    ["in English on a desk", "en", {}],
    ["in Arabic on a phone", "ar", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
    ["in Persian in the dark", "fa", { colorScheme: "dark" }],
    ["in Russian on a phone in the dark", "ru", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: "dark" }],
    ["in Turkish on a phone", "tr", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
  ] as const) {
    test(`${name} loads without an error and without an accessibility violation`, { timeout: 300_000 }, async (t) => {
      for (const path of paths()) {
        await t.test(path, async () => {
          const { page, context, faults } = await open(`${path}?lang=${language}`, options);
          assert.equal(await page.getAttribute("html", "lang"), language);
          assert.equal(await page.getAttribute("html", "dir"), language === "ar" || language === "fa" ? "rtl" : "ltr");
          assert.deepEqual(await violations(page), []);
          assert.deepEqual(faults, []);
          const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.ok(wider <= 0, `the page is ${wider} px wider than its window`);
          await context.close();
        });
      }
    });
  }
});

describe("Situation", () => {
  test("one filter holds map, timeline and list, and the address holds the filter", async () => {
    const { page, context } = await open("/situation");
    await page.getByRole("combobox", { name: "Register", exact: true }).selectOption("castane-centre");
    await page.waitForURL(/register=castane-centre/);
    await page.getByText("41 records", { exact: true }).waitFor();
    await page.reload();
    await page.getByText("41 records", { exact: true }).waitFor();
    assert.equal(await page.getByRole("combobox", { name: "Register", exact: true }).inputValue(), "castane-centre");
    await context.close();
  });

  test("the registers stand side by side, and no number is their sum", async () => {
    const { page, context } = await open("/situation");
    const rows = await page.locator(".tally tbody tr").evaluateAll((all) => all.map((row) => Number(row.querySelector("td")?.textContent)));
    assert.deepEqual(rows, [96, 92, 41, 69, 59]);
    assert.ok(!(await page.locator(".tally").innerText()).includes("357"));
    await context.close();
  });

  test("the timeline counts by day and verdict what the list holds", async () => {
    interface Found { register: string; first_day: string; last_day: string; verdict: { class: "violation" } }
    interface Tally { register: string; violation: { certain: number }; undetermined: { certain: number }; exempt: { certain: number }; no_violation: { certain: number } }
    const read = async <T>(path: string) => (await (await fetch(mechanism.base + path)).json()) as T;
    const { items } = await read<{ items: Found[] }>("/api/incidents?limit=1000");
    const { days } = await read<{ days: { day: string; registers: Tally[] }[] }>("/api/days");
    const counted = new Map<string, number>();
    for (const { register, first_day, last_day, verdict } of items) if (first_day === last_day) counted.set(`${first_day} ${register} ${verdict.class}`, (counted.get(`${first_day} ${register} ${verdict.class}`) ?? 0) + 1);
    const told = new Map<string, number>();
    for (const { day, registers } of days) {
      for (const tally of registers) for (const one of ["violation", "undetermined", "exempt", "no_violation"] as const) if (tally[one].certain > 0) told.set(`${day} ${tally.register} ${one}`, tally[one].certain);
    }
    assert.deepEqual([...told].sort(), [...counted].sort());
    const { page, context } = await open("/situation");
    for (const one of ["violation", "undetermined", "exempt", "no_violation"]) assert.ok((await page.locator(`.timeline path.bar.${one}`).count()) > 0, one);
    await context.close();
  });

  test("a day that is chosen narrows what is shown to that day", async () => {
    const { page, context } = await open("/situation?day=2023-06-16");
    const days = await page.locator(".incident .meta").allInnerTexts();
    assert.ok(days.length > 3);
    for (const day of days) assert.match(day, /15 Jun|16 Jun|17 Jun/);
    await context.close();
  });
});

describe("a keyboard alone", () => {
  test("goes from the register's grid to an incident and its proof", { timeout: 120_000 }, async () => {
    const { page, context } = await open("/register?q=B-0616-2");
    await page.getByText("1 record", { exact: true }).waitFor();
    await page.locator('[data-row="0"] [data-column="0"]').waitFor();
    // The first stop is the way past the frame.
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("href")), "#main");
    for (let i = 0; i < 60 && (await page.evaluate(() => document.activeElement?.getAttribute("role"))) !== "gridcell"; ++i) await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("role")), "gridcell");
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.evaluate(() => (document.activeElement as HTMLElement).dataset["column"]), "1");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/incident\//);
    const check = page.getByRole("button", { name: "Check the proof in this browser" }).last();
    await check.focus();
    await page.keyboard.press("Enter");
    await page.getByText("Everything that can be checked here holds.").waitFor();
    await context.close();
  });
});

describe("the register's keyboard", () => {
  test("goes on from its row after a wheel took that row out of sight", { timeout: 60_000 }, async () => {
    const { page, context } = await open("/register");
    await page.locator('[data-row="2"] [data-column="1"]').click();
    await page.mouse.wheel(0, 6000);
    await page.locator('[data-row="2"]').waitFor({ state: "detached" });
    await page.keyboard.press("ArrowDown");
    await page.locator('[data-row="3"] [data-column="1"]:focus').waitFor();
    // Whoever went elsewhere is not called back by a wheel.
    await page.locator('input[type="search"]').focus();
    await page.locator(".port").hover();
    await page.mouse.wheel(0, 6000);
    await page.locator('[data-row="3"]').waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("type")), "search");
    await context.close();
  });
});

describe("the record", () => {
  test("is verified in the page: every hash, every signature, and against what was seen before", { timeout: 60_000 }, async () => {
    const { page, context } = await open("/record");
    await page.getByRole("button", { name: "Verify the whole record" }).click();
    await page.getByText("The record holds.").waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Verify the whole record" }).click();
    await page.getByText(/It goes on from the \d+ entries/).waitFor();
    await page.getByText("The record holds.").waitFor();
    await context.close();
  });

  test("an entry that was tampered with on its way is refused, and the page says which step", async () => {
    const { page, context } = await open(`/incident/${incident}`);
    await page.route("**/api/entries/*", async (route) => {
      const answer = await route.fetch();
      const body = (await answer.json()) as { body: { content?: string }[] };
      const part = body.body.find((one) => one.content !== undefined);
      if (part?.content === undefined) return route.abort();
      part.content = part.content.replace(/"count":\d+/, '"count":1');
      return route.fulfill({ response: answer, json: body });
    });
    await page.getByRole("button", { name: "Check the proof in this browser" }).last().click();
    await page.getByText("Something does not hold.").waitFor();
    await page.getByText(/is not what was committed to|are not the body that was signed/).waitFor();
    await context.close();
  });

  test("a tile that was changed on its way is found", async () => {
    const { page, context } = await open("/record");
    await page.route("**/tile/0/**", async (route) => {
      const answer = await route.fetch();
      const bytes = await answer.body();
      bytes[40] = (bytes[40] ?? 0) ^ 1;
      return route.fulfill({ response: answer, body: bytes });
    });
    await page.getByRole("button", { name: "Verify the whole record" }).click();
    await page.getByText("Something does not hold. Keep this page, and tell the guarantors.").waitFor();
    await context.close();
  });
});

describe("without a line", () => {
  test("a report's form opens all the same, once the pages were seen", { timeout: 60_000 }, async () => {
    const { page, context } = await open("/report");
    await page.evaluate(() => navigator.serviceWorker.ready);
    // The worker takes over what is loaded from now on.
    await page.reload();
    await page.getByLabel("Your number for it").waitFor();
    await page.locator("[data-drawn=true]").waitFor();
    await context.setOffline(true);
    await page.reload();
    await page.getByText("There is no line.").waitFor();
    await page.getByLabel("Your number for it").fill("x-1");
    assert.ok((await page.getByRole("combobox", { name: "Act", exact: true }).locator("option").count()) > 5);
    const kept = await page.evaluate(async () => (await (await caches.open("truce-data")).keys()).map((request) => new URL(request.url).pathname).sort());
    assert.deepEqual(kept.filter((path) => !["/api/agreement", "/api/areas", "/api/me", "/api/mechanism"].includes(path)), []);
    await context.close();
  });

  test("the page says so, and keeps what it shows", async () => {
    const { page, context } = await open("/situation");
    await context.setOffline(true);
    await page.getByText("Offline", { exact: true }).waitFor();
    assert.ok((await page.locator(".incident").count()) > 3);
    await context.setOffline(false);
    await page.getByText("Live", { exact: true }).waitFor();
    await context.close();
  });
});
