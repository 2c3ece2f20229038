/**
 * A round of talks from its call to an overdue promise, each institution in a browser of its own with its own key; what the
 * public reconstruction answers about February 2017; and calendars as ical.js reads them.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import ICAL from "ical.js";
import type { Browser, Page } from "playwright-core";

import { Desks, signed } from "./desks.ts";
import { Mechanism, openBrowser, type Institution } from "./mechanism.ts";

let browser: Browser;
before(async () => { browser = await openBrowser(); });
after(async () => { await browser?.close(); });

describe("a round of talks", { timeout: 900_000 }, () => {
  let mechanism: Mechanism;
  let desks: Desks;
  let round = "";
  let document = "";
  before(async () => {
    mechanism = new Mechanism();
    await mechanism.serve();
    desks = new Desks(mechanism, browser);
  });
  after(async () => {
    await desks?.close();
    await mechanism?.stop();
  });

  const at = async (institution: Institution, path: string): Promise<Page> => {
    const page = await desks.at(institution);
    await page.goto(mechanism.base + path);
    await page.locator("#act .row").first().waitFor();
    return page;
  };
  const choose = (page: Page, kind: string) => page.locator("#act").getByRole("button", { name: kind, exact: true }).click();
  const field = (page: Page, name: string | RegExp) => page.locator("#act").getByLabel(name).first();
  const tick = async (page: Page, ...names: string[]) => { for (const name of names) await page.locator("#act").getByRole("checkbox", { name, exact: true }).first().check(); };
  const radio = (page: Page, name: string) => page.locator("#act").getByRole("radio", { name, exact: true }).check();
  const about = (page: Page, text: RegExp) => page.locator("#act").getByLabel("About").selectOption({ label: text as never });
  /** Chooses the option of "About" whose words match. */
  const pick = async (page: Page, text: RegExp) => {
    const options = await page.locator("#act").getByLabel("About").locator("option").allInnerTexts();
    await page.locator("#act").getByLabel("About").selectOption(options.find((one) => text.test(one)) ?? assert.fail(`${text} is among ${options.join(" | ")}`));
  };
  void about;
  const reads = (page: Page, section: string, text: string | RegExp) => page.locator(`section[aria-labelledby="${section}"]`).getByText(text).first().waitFor({ timeout: 20_000 });

  test("Borvik calls it, with its format", async () => {
    const page = await at("borvik", "/talks");
    await choose(page, "Call a round");
    await field(page, "Title").fill("Round of Port Sunder");
    await tick(page, "Aldmere", "Borvik", "Castane", "Northern Council", "Southern Assembly");
    await radio(page, "shuttled by the mediator");
    await radio(page, "closed sessions");
    await field(page, /^Agenda/).fill("the road to Brack\ndetained persons");
    await signed(page);
    const link = page.getByRole("link", { name: "Round of Port Sunder" }).first();
    round = (await link.getAttribute("href")) ?? "";
    assert.match(round, /^\/talks\/round\/[0-9a-f-]{36}$/);
    await link.click();
    await reads(page, "format", "closed sessions, shuttled by the mediator");
    await reads(page, "ready", /Date and place.*from Aldmere, Borvik/);
  });

  const propose = async (who: Institution, from: string, to: string) => {
    const page = await at(who, round);
    await choose(page, "Propose date and place");
    await field(page, "From").fill(from);
    await field(page, "To").fill(to);
    await field(page, "Place").fill("Port Sunder");
    await field(page, /^Venue host/).fill("Harbour Authority");
    await signed(page);
  };

  test("Aldmere refuses the first date; the second is agreed by all three, and the refusal stays", async () => {
    await propose("borvik", "2023-06-24T10:00", "2023-06-25T18:00");
    const aldmere = await at("aldmere", round);
    await aldmere.getByRole("group", { name: "Awaits you" }).waitFor();
    await choose(aldmere, "Answer the proposal");
    await radio(aldmere, "object");
    await field(aldmere, "In your words").fill("our delegation cannot travel before the 27th");
    await signed(aldmere);
    // Nobody can record a date that is not agreed.
    const borvik = await at("borvik", round);
    assert.equal(await borvik.getByRole("group", { name: "Awaits you" }).getByRole("button", { name: "Record the date agreed" }).count(), 0);
    await propose("aldmere", "2023-06-27T10:00", "2023-06-28T18:00");
    for (const who of ["borvik", "castane"] as const) {
      const page = await at(who, round);
      await choose(page, "Answer the proposal");
      await pick(page, /^27 Jun/);
      await radio(page, "approve");
      await signed(page);
    }
    const page = await at("borvik", round);
    await choose(page, "Record the date agreed");
    await signed(page);
    await page.getByText("date set", { exact: true }).waitFor();
    await reads(page, "ready", "agreed");
    await reads(page, "ready", /Aldmere: against it/);
    // What the others have open follows by itself.
    await aldmere.getByText("date set", { exact: true }).waitFor({ timeout: 20_000 });
  });

  test("invitations go out, the Council answers with a reservation and lists its delegation, the Assembly withholds its list", async () => {
    const invite = async (role: string, ...names: string[]) => {
      const page = await at("borvik", round);
      await choose(page, "Invite");
      await tick(page, ...names);
      await page.locator("#act").getByLabel("In which role").selectOption(role);
      await signed(page);
    };
    await invite("guarantor", "Aldmere", "Borvik", "Castane");
    await invite("party", "Northern Council", "Southern Assembly");
    const council = await at("northern-council", round);
    await choose(council, "Answer the invitation");
    await radio(council, "comes");
    await field(council, /^Level/).fill("deputy minister");
    await field(council, /^Reservation/).fill("only if the Assembly sits in another room");
    await signed(council);
    const assembly = await at("southern-assembly", round);
    await choose(assembly, "Answer the invitation");
    await radio(assembly, "comes");
    await signed(assembly);
    await at("northern-council", round);
    await choose(council, "Submit the list");
    await field(council, /^Delegation/).fill("N. Arden, deputy minister\nT. Quill, adviser");
    await signed(council);
    const borvik = await at("borvik", round);
    await choose(borvik, "Accredit the list");
    await signed(borvik);
    await reads(borvik, "invited", "accredited by Borvik");
    await reads(borvik, "invited", "only if the Assembly sits in another room");
    await reads(borvik, "ready", /List of the delegation.*from Southern Assembly.*since/);
    assert.equal(await borvik.locator('section[aria-labelledby="ready"]').getByText(/List of the delegation.*Northern Council/).count(), 0);
    // Names of people are for the sender and for those who accredit.
    await at("southern-assembly", round);
    await assembly.locator("#steps summary").click();
    await assembly.getByText("the people on it are sealed").or(assembly.getByText("(sealed)")).first().waitFor();
    assert.ok(!(await assembly.locator("main").innerText()).includes("T. Quill"));
  });

  test("a document is tabled, amended, compared, and refused by one", async () => {
    const borvik = await at("borvik", round);
    await choose(borvik, "Table a document");
    await field(borvik, "Title").fill("Statement on the road to Brack");
    await borvik.locator("#act").getByLabel("c1 en").fill("The road to Brack is open from 1 July.");
    await borvik.locator("#act").getByRole("button", { name: "Add a language" }).click();
    await borvik.locator("#act").getByLabel("c1 fr").fill("La route de Brack est ouverte dès le 1er juillet.");
    await radio(borvik, "everybody, for ever");
    await signed(borvik);
    const link = borvik.locator('section[aria-labelledby="documents"]').getByRole("link", { name: "Statement on the road to Brack" });
    document = (await link.getAttribute("href")) ?? "";
    const castane = await at("castane", document);
    await choose(castane, "Amend");
    assert.equal(await castane.locator("#act").getByLabel("c1 fr").inputValue(), "La route de Brack est ouverte dès le 1er juillet.");
    await castane.locator("#act").getByLabel("c1 en").fill("The road to Brack is open from 1 July, by day.");
    await radio(castane, "everybody, for ever");
    await signed(castane);
    await castane.locator("ins", { hasText: "day." }).waitFor();
    await castane.getByText("Not changed in French, which is authentic, too.").waitFor();
    const council = await at("northern-council", document);
    await choose(council, "Take a position");
    await pick(council, /Castane/);
    await radio(council, "refuses");
    await field(council, "In your words").fill("no word of the night");
    await signed(council);
    await reads(council, "positions", "no word of the night");
    await council.getByText(/draft.*refused by Northern Council/).first().waitFor();
  });

  test("the guarantors alone sign it as a joint statement, which turns the refusal into nothing else", async () => {
    const borvik = await at("borvik", document);
    await choose(borvik, "Open for signature");
    await pick(borvik, /Castane/);
    await radio(borvik, "as a joint statement");
    await tick(borvik, "Aldmere", "Borvik", "Castane", "Northern Council");
    await borvik.getByRole("button", { name: "Show what would be signed" }).click();
    await borvik.getByText(/refuses this version/).waitFor();
    await borvik.locator("#act").getByRole("checkbox", { name: "Northern Council", exact: true }).uncheck();
    await radio(borvik, "everybody, for ever");
    await signed(borvik);
    for (const who of ["aldmere", "borvik", "castane"] as const) {
      const page = await at(who, document);
      await choose(page, "Sign the document");
      await radio(page, "everybody, for ever");
      await signed(page);
    }
    const page = await at("aldmere", document);
    await page.getByText(/in force, as a joint statement.*refused by Northern Council/).first().waitFor();
    await reads(page, "signatures", /signed by Aldmere, Borvik.*Castane/);
    assert.equal(await page.locator("#act").getByRole("button", { name: "Sign the document", exact: true }).and(page.locator("[role=group][aria-label='Awaits you'] button")).count(), 0);
  });

  test("what was promised is tracked, each debtor with its own date, and one is overdue", async () => {
    const castane = await at("castane", document);
    await choose(castane, "Record a commitment");
    await pick(castane, /^Open for signature/);
    await tick(castane, "Aldmere", "Borvik");
    await castane.locator("#act").getByLabel("Aldmere: Until when").fill("2099-07-01T00:00");
    await castane.locator("#act").getByLabel("Borvik: Until when").fill("2023-07-03T00:00");
    await field(castane, "In your words").fill("open the road to Brack by day");
    await signed(castane);
    const aldmere = await at("aldmere", "/commitments");
    await choose(aldmere, "Say what became of it");
    await radio(aldmere, "fulfilled");
    await field(aldmere, "In your words").fill("open since this morning");
    await signed(aldmere);
    const rows = aldmere.locator("table.ledger tbody tr");
    await rows.filter({ hasText: "fulfilled, as it says itself" }).filter({ hasText: "Aldmere" }).waitFor();
    await rows.filter({ hasText: "Borvik" }).filter({ hasText: "overdue" }).waitFor();
    await aldmere.getByRole("link", { name: /^overdue/ }).click();
    await aldmere.waitForURL(/state=overdue/);
    assert.equal(await rows.count(), 1);
  });

  test("a closed session is planned, and is there for its members alone", async () => {
    const borvik = await at("borvik", round);
    await choose(borvik, "Plan a session");
    await field(borvik, "Title").fill("Military track");
    await tick(borvik, "Aldmere", "Borvik", "Northern Council");
    await radio(borvik, "closed sessions");
    await radio(borvik, "direct");
    await borvik.locator("#act").getByText("Who may read it: members of the session").waitFor();
    await signed(borvik);
    await reads(await at("northern-council", round), "sessions", "Military track");
    for (const who of ["castane", "southern-assembly"] as const) {
      const page = await at(who, round);
      await reads(page, "sessions", "No session is planned that you may see.");
      assert.ok(!(await page.content()).includes("Military track"), who);
    }
  });

  test("a calendar that fetches again moves what it had: the same event, a higher number", async () => {
    const page = await at("aldmere", round);
    const id = round.split("/").at(-1)!;
    const read = async () => {
      const text = await page.evaluate(async (of) => (await fetch(`/api/talks/calendar.ics?round=${of}`)).text(), id);
      const calendar = new ICAL.Component(ICAL.parse(text) as never);
      assert.equal(calendar.getFirstPropertyValue("version"), "2.0");
      for (const line of text.split("\r\n")) assert.ok(Buffer.byteLength(line) <= 75, line);
      return new Map(calendar.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one)).map((event) => [event.uid, event] as const));
    };
    const before = await read();
    const event = [...before.values()].find((one) => one.summary === "Round of Port Sunder") ?? assert.fail("the round is in its calendar");
    assert.equal(event.startDate.toJSDate().toISOString(), "2023-06-27T12:00:00.000Z");
    assert.equal(event.location, "Port Sunder");
    await propose("castane", "2023-07-04T10:00", "2023-07-05T18:00");
    for (const who of ["aldmere", "borvik"] as const) {
      const desk = await at(who, round);
      await choose(desk, "Answer the proposal");
      await pick(desk, /^4 Jul/);
      await radio(desk, "approve");
      await signed(desk);
    }
    const castane = await at("castane", round);
    await choose(castane, "Record the date agreed");
    await signed(castane);
    const after = await read();
    assert.deepEqual([...after.keys()].sort(), [...before.keys()].sort());
    const moved = after.get(event.uid) ?? assert.fail("its id stays");
    assert.equal(moved.sequence, (event.sequence ?? 0) + 1);
    assert.equal(moved.startDate.toJSDate().toISOString(), "2023-07-04T12:00:00.000Z");
  });

  test("no page had a fault, and the record holds", () => {
    for (const [institution, faults] of desks.faults()) assert.deepEqual(faults, [], institution);
    assert.match(mechanism.truce("record", "verify", mechanism.dir), /holds|verif|entries/i);
  });
});

describe("the public talks of December 2016 to May 2017", { timeout: 300_000 }, () => {
  let mechanism: Mechanism;
  let page: Page;
  before(async () => {
    mechanism = new Mechanism("syria-2017");
    await mechanism.serve("--read-as", "reconstruction");
    page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    page.setDefaultTimeout(20_000);
  });
  after(async () => {
    await page?.context().close();
    await mechanism?.stop();
  });

  test("who was invited to 15-16 February, in which role and at which level, with its source or \"not stated\"", async () => {
    await page.goto(`${mechanism.base}/talks?lang=en`);
    await page.locator('section[aria-labelledby="rounds"]').getByRole("link", { name: "Astana, 15-16 February 2017" }).click();
    await page.locator('section[aria-labelledby="invited"] tbody tr').first().waitFor();
    const rows = await page.locator('section[aria-labelledby="invited"] tbody tr').evaluateAll((all) => all.map((row) => [...row.children].map((cell) => (cell as HTMLElement).innerText.trim())));
    const by = new Map(rows.map(([who = "", role = "", level = "", answer = "", , source = ""]) => [who, { role, level, answer, source }]));
    assert.equal(rows.length, 8);
    for (const [who, one] of by) {
      assert.match(one.source, /^reported.+/s, `${who} without its source`);
      assert.ok(one.level !== "", who);
    }
    const of = (name: RegExp) => [...by].find(([who]) => name.test(who))?.[1] ?? assert.fail(String(name));
    assert.equal(of(/Jordan/).role, of(/United States/).role);
    assert.match(of(/United States/).level, /embassy in Astana/);
    assert.match(of(/United Nations/).level, /Special Envoy/);
    assert.equal(of(/Government of (the )?Syria|Syrian/i).level, "not stated");
  });

  test("what was decided between the rounds", async () => {
    const before = page.locator('section[aria-labelledby="round.before"]');
    await before.getByText("Guarantors' meeting, Astana, 6 February 2017").waitFor();
    await before.getByText(/15 and 16 February/).waitFor();
  });

  test("a draft that was refused is a draft still, and who said nothing in public is not said to have been silent", async () => {
    await page.goto(`${mechanism.base}/talks`);
    await page.getByRole("link", { name: "Draft protocol put to the delegations (February 2017)" }).first().click();
    await page.getByText(/draft.*refused by/).first().waitFor();
    assert.equal(await page.locator('section[aria-labelledby="positions"]').getByText("silent", { exact: true }).count(), 0);
    assert.equal(await page.locator('section[aria-labelledby="signatures"]').count(), 0);
  });

  test("what was promised, by whom, for when, and what became of it, or that this is not stated", async () => {
    await page.goto(`${mechanism.base}/commitments`);
    await page.locator("table.ledger tbody tr").first().waitFor();
    const rows = await page.locator("table.ledger tbody tr").evaluateAll((all) => all.map((row) => [...row.children].map((cell) => (cell as HTMLElement).innerText.trim())));
    assert.ok(rows.length >= 10, String(rows.length));
    const begin = rows.filter(([, what = ""]) => what.startsWith("begin the talks"));
    assert.equal(new Set(begin.map(([, , due]) => due)).size, 2, "one obligation, two dates");
    const maps = rows.find(([, what = ""]) => what.startsWith("complete the maps")) ?? assert.fail("the maps were promised");
    assert.match(maps[3] ?? "", /not stated/);
    assert.ok((maps[4] ?? "").length > 20, "what was said of it is there, with its source");
    for (const [, , , state = ""] of rows) assert.doesNotMatch(state, /^(overdue|fulfilled|contested)$/, "no finding that nobody made");
  });
});
