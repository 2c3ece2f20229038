/**
 * A convoy, an opposing guarantor's patrol and a closed area, each institution in a browser of its own with its own key: the conflict is found, a shift is
 * taken, a consent given on a condition, a channel suspended and resumed, a convoy held at a checkpoint. Every step is in the record.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import type { Browser, Page } from "playwright-core";

import { violations } from "./axe.ts";
import { Desks, signed } from "./desks.ts";
import { Mechanism, openBrowser, type Institution } from "./mechanism.ts";

let browser: Browser;
before(async () => { browser = await openBrowser(); });
after(async () => { await browser?.close(); });

describe("a convoy, a patrol and a closed area", { timeout: 900_000 }, () => {
  let mechanism: Mechanism;
  let desks: Desks;
  before(async () => {
    mechanism = new Mechanism();
    await mechanism.serve();
    desks = new Desks(mechanism, browser);
  });
  after(async () => {
    await desks?.close();
    await mechanism?.stop();
  });

  const at = async (institution: Institution): Promise<Page> => {
    const page = await desks.at(institution);
    if (!page.url().endsWith("/coordination")) await page.goto(`${mechanism.base}/coordination`);
    await page.locator("#act .row").first().waitFor();
    return page;
  };
  const act = (page: Page) => page.locator("#act");
  const choose = (page: Page, kind: string) => act(page).getByRole("button", { name: kind, exact: true }).click();
  const radio = (page: Page, name: string | RegExp) => act(page).getByRole("radio", { name, exact: typeof name === "string" }).check();
  const tick = async (page: Page, ...names: string[]) => { for (const name of names) await act(page).getByRole("checkbox", { name, exact: true }).check(); };
  const field = (page: Page, name: string | RegExp) => act(page).getByLabel(name, { exact: name === "From" || name === "To" }).first();
  const reads = (page: Page, section: string, text: string | RegExp) => page.locator(`section[aria-labelledby="${section}"]`).getByText(text).first().waitFor({ timeout: 20_000 });
  const place = async (page: Page, shape: "corridor" | "circle" | "polygon", points: string, metres: string, from: string, to: string) => {
    await radio(page, shape);
    await field(page, /^Points/).fill(points);
    if (shape !== "polygon") await field(page, /(Radius|Half-width) in metres/).fill(metres);
    await field(page, "From").fill(from);
    if (to !== "") await field(page, "To").fill(to);
  };
  /** The question is signed like any step; its answer stands in the form afterwards. */
  const look = async (page: Page) => {
    await page.getByRole("button", { name: "Look what is in the way" }).click();
    await page.getByRole("heading", { name: "This is what would be signed" }).waitFor();
    await page.getByRole("button", { name: "Sign and hand in" }).click();
    await page.getByRole("heading", { name: "It is in the record" }).waitFor();
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await act(page).getByRole("heading", { name: "What is in the way" }).waitFor();
    return (await act(page).locator(".answer").innerText()).replaceAll(/\s+/g, " ");
  };
  const plan = async (page: Page, workflow: "notification: asks nobody" | "asks for consent", kind: string) => {
    await choose(page, "File an activity");
    await radio(page, workflow);
    await field(page, "What is planned").fill(kind);
  };
  /** Picks an option of a list whose words match. */
  const pick = async (page: Page, label: string | RegExp, text: RegExp) => {
    const options = await field(page, label).locator("option").allInnerTexts();
    await field(page, label).selectOption(options.find((one) => text.test(one)) ?? assert.fail(`${text} is among ${options.join(" | ")}`));
  };

  test("the Council says what its areas ask", async () => {
    const council = await at("northern-council");
    await choose(council, "Declare an area");
    await field(council, "Name of the area").fill("north-road");
    await radio(council, "asks for consent");
    await place(council, "circle", "-18.05 -28.00", "20000", "2023-06-01T00:00", "");
    await tick(council, "until further notice");
    await signed(council);
    await choose(council, "Declare an area");
    await field(council, "Name of the area").fill("old-quay");
    await radio(council, "closed");
    await place(council, "circle", "-18.20 -28.42", "4000", "2023-06-01T00:00", "");
    await tick(council, "until further notice");
    await field(council, /^In your words/).fill("unexploded ordnance");
    await signed(council);
    await reads(await at("isles-forum"), "areas", /old-quay.*closed/);
  });

  test("Borvik's patrol asks for consent, which is given on a condition", async () => {
    const borvik = await at("borvik");
    await plan(borvik, "asks for consent", "patrol");
    await place(borvik, "circle", "-18.05 -28.00", "3000", "2023-06-20T08:00", "2023-06-20T10:00");
    await tick(borvik, "Northern Council");
    assert.match(await look(borvik), /Nothing is in the way/);
    await signed(borvik);
    const council = await at("northern-council");
    await reads(council, "waiting", /Your consent: patrol of Borvik/);
    await act(council).getByRole("group", { name: "Awaits you" }).getByRole("button", { name: "Take it up" }).click();
    await signed(council);
    await choose(council, "Consent");
    await field(council, /^On what conditions/).fill("two vehicles, by day");
    await signed(council);
    // What Borvik has open follows by itself.
    await reads(borvik, "activities", /cleared on conditions/);
    await reads(borvik, "activities", /Northern Council.*on condition: two vehicles, by day/);
  });

  test("what touches the closed area is refused", async () => {
    const aldmere = await at("aldmere");
    await plan(aldmere, "asks for consent", "patrol");
    await place(aldmere, "polygon", "-18.19 -28.43\n-18.19 -28.39\n-18.22 -28.39\n-18.22 -28.43", "", "2023-06-22T08:00", "2023-06-22T10:00");
    await tick(aldmere, "Northern Council");
    await look(aldmere);
    await signed(aldmere);
    await reads(aldmere, "activities", /touches a closed area: old-quay/);
    await reads(aldmere, "activities", "refused");
    await choose(aldmere, "Withdraw it");
    await signed(aldmere);
    await reads(aldmere, "activities", "No activity is filed that you may see");
  });

  test("the convoy learns that something is in its way, not whose; it takes the shift that is free, and is filed", async () => {
    const forum = await at("isles-forum");
    await plan(forum, "notification: asks nobody", "movement");
    await place(forum, "corridor", "-18.30 -28.00\n-17.80 -28.00", "500", "2023-06-20T07:00", "2023-06-20T12:00");
    const said = await look(forum);
    assert.match(said, /Something is in the way.*Free of it if moved.*4h 15m later/);
    await act(forum).getByRole("button", { name: "4h 15m later" }).click();
    assert.equal(await field(forum, "From").inputValue(), "2023-06-20T11:15");
    // An answer is of the plan that was asked about: another plan is another question.
    assert.equal(await act(forum).getByRole("button", { name: "Show what would be signed" }).count(), 0);
    assert.match(await look(forum), /Nothing is in the way/);
    await tick(forum, "Northern Council");
    await act(forum).getByRole("checkbox", { name: /Mediator/ }).check();
    await act(forum).getByText("Who and what moves").click();
    await field(forum, "Call sign").fill("Tern 1");
    await field(forum, /^Vehicles/).fill("truck, IF 204\ntruck, IF 207");
    await field(forum, /^Stops/).fill("bridge of Hask, 14:00");
    await signed(forum);
    for (const word of ["patrol of Borvik", "two vehicles, by day"]) assert.ok(!(await forum.locator("main").innerText()).includes(word), word);
    const council = await at("northern-council");
    await reads(council, "waiting", /Your acknowledgement: movement of/);
    await choose(council, "Acknowledge it");
    await pick(council, "Activity", /movement of/);
    await signed(council);
    await reads(forum, "activities", /acknowledged by Northern Council/);
    // The code that is read back on the telephone is the same on both sides.
    const code = (page: Page) => page.locator("#activities").locator("xpath=ancestor::section").locator("li", { hasText: "movement of" }).locator("summary bdi").innerText();
    assert.equal(await code(forum), await code(council));
    await council.locator("li", { hasText: "movement of" }).locator("summary").first().click();
    await council.getByText(/IF 204/).first().waitFor();
    // To whom it was not filed, it is not there.
    for (const who of ["aldmere", "borvik"] as const) assert.ok(!/Tern 1|movement of/.test(await (await at(who)).content()), who);
  });

  const atThePatrol = async (page: Page, from: string, to: string) => {
    await plan(page, "asks for consent", "patrol");
    await place(page, "circle", "-18.05 -28.02", "1000", from, to);
    await tick(page, "Northern Council");
  };

  test("while a channel is suspended the two learn the least of each other, afterwards what was agreed", async () => {
    const aldmere = await at("aldmere");
    await choose(aldmere, "Suspend a channel");
    await act(aldmere).getByText(/the two learn the least of each other/).waitFor();
    await pick(aldmere, "Which participant", /^Borvik$/);
    await field(aldmere, /^In your words/).fill("after the shots of this morning");
    await signed(aldmere);
    await reads(await at("borvik"), "channels", /suspended by Aldmere/);
    await atThePatrol(aldmere, "2023-06-20T10:15", "2023-06-20T11:15");
    const least = await look(aldmere);
    assert.match(least, /Under review/);
    assert.ok(!/Borvik|Free of it|Something is in the way\./.test(least), least);
    await choose(aldmere, "Resume a channel");
    await pick(aldmere, "Which participant", /^Borvik$/);
    await field(aldmere, /^In your words/).fill("as agreed on the line");
    await signed(aldmere);
    await atThePatrol(aldmere, "2023-06-20T10:15", "2023-06-20T11:15");
    assert.match(await look(aldmere), /patrol of Borvik.*touches your plan/);
    await signed(aldmere);
    await reads(aldmere, "activities", /patrol of Aldmere/);
  });

  test("they speak about it; the mediator proposes that Borvik shows more, and only Borvik does", async () => {
    const aldmere = await at("aldmere");
    await choose(aldmere, "Speak about a conflict");
    await field(aldmere, "About what in the way").locator("option", { hasText: "patrol of Borvik" }).waitFor({ state: "attached" });
    await pick(aldmere, /^About what in the way/, /patrol of Borvik/);
    await field(aldmere, "In your words").fill("can you be gone by noon?");
    await signed(aldmere);
    const borvik = await at("borvik");
    await reads(borvik, "threads", "can you be gone by noon?");
    await choose(borvik, "Speak about a conflict");
    await field(borvik, "In your words").fill("by a quarter to, if the ford is dry");
    await signed(borvik);
    await reads(aldmere, "threads", /by a quarter to/);
    assert.ok(!/by a quarter to/.test(await (await at("isles-forum")).content()));
    const mediator = await at("mediator-office");
    await reads(mediator, "threads", /by a quarter to/);
    await choose(mediator, "Propose to disclose more");
    await pick(mediator, "Activity", /patrol of Borvik/);
    await pick(mediator, "Which participant", /^Aldmere$/);
    await radio(mediator, "everything");
    await signed(mediator);
    assert.ok(!/everything/.test(await aldmere.locator("section[aria-labelledby=threads]").innerText()), "the proposal is Borvik's to answer");
    await reads(borvik, "waiting", /A proposal that you disclose more/);
    assert.equal(await aldmere.locator("li", { hasText: "patrol of Borvik" }).count(), 0);
    await choose(borvik, "Disclose more");
    assert.equal(await field(borvik, "Which participant").inputValue(), "aldmere");
    await signed(borvik);
    await reads(aldmere, "activities", /patrol of Borvik/);
    await reads(aldmere, "activities", /disclosed to you/);
  });

  test("on the road: the patrol strays and returns, the convoy is held at a checkpoint and let through", async () => {
    const borvik = await at("borvik");
    for (const [kind, state] of [["It begins", "under way"], ["It is out of bounds", "out of bounds"], ["It is within bounds again", "under way"], ["It is over", ""]] as const) {
      await choose(borvik, kind);
      await signed(borvik);
      if (state !== "") await reads(borvik, "activities", state);
    }
    const forum = await at("isles-forum");
    // The convoy's day is long past: that nothing was said of it is the Forum's to know, that it is said to go on everybody's whom it told.
    const council = await at("northern-council");
    await reads(forum, "alerts", /by its plan over since .* neither begun nor withdrawn/);
    await council.locator("#alerts").waitFor({ state: "detached" });
    await choose(forum, "It begins");
    await signed(forum);
    await reads(council, "alerts", /should have been over by .* no word that it is/);
    await council.locator("nav a", { hasText: "Coordination" }).locator(".badge").waitFor();
    await choose(forum, "Say how it fared");
    await radio(forum, "delayed");
    await field(forum, "From").fill("2023-06-20T11:40");
    await field(forum, "To").fill("2023-06-20T12:55");
    await field(forum, /^By whom/).fill("a checkpoint of local guards");
    await field(forum, /^Place/).fill("bridge of Hask");
    await act(forum).locator("fieldset", { hasText: "In which areas" }).getByRole("checkbox").first().check();
    await tick(forum, "Everybody may read outcome, areas and how long it took");
    await signed(forum);
    await reads(forum, "activities", /delayed.*bridge of Hask.*held up for 1h 15m/);
    await reads(await at("northern-council"), "activities", /held up for 1h 15m/);
    await choose(forum, "Say how it fared");
    await radio(forum, "let through");
    await signed(forum);
    await choose(forum, "It is over");
    await signed(forum);
    await reads(forum, "activities", "No activity is filed that you may see");
    await council.locator("#alerts").waitFor({ state: "detached" });
    await forum.getByLabel("also those that are over").check();
    await reads(forum, "activities", /let through/);
  });

  test("Borvik sees who was told what of its patrol", async () => {
    const told = (await (await at("borvik")).locator("section[aria-labelledby=told]").innerText()).replaceAll(/\s+/g, " ");
    for (const row of [/Forum of the Isles ?: free shifts/, /Aldmere ?: only “under review”/, /Aldmere ?: owner and overlap/]) assert.match(told, row);
  });

  test("a plan is filed with the keyboard alone", async () => {
    const page = await at("borvik");
    const press = async (...keys: string[]) => { for (const key of keys) await page.keyboard.press(key); };
    await act(page).getByRole("button", { name: "File an activity", exact: true }).focus();
    await press("Enter");
    await field(page, "What is planned").waitFor();
    await act(page).getByRole("radio", { name: "notification: asks nobody" }).focus();
    await press("Space", "Tab");
    await page.keyboard.type("works");
    await press("Escape", "Tab", "ArrowRight", "Tab");  // from corridor to circle, then the points
    await page.keyboard.type("-18.6 -27.2");
    await press("Tab");
    await page.keyboard.type("900");
    await field(page, "From").fill("2023-07-02T10:00");
    await field(page, "To").fill("2023-07-02T12:00");
    const button = page.getByRole("button", { name: "Look what is in the way" });
    await button.focus();
    await press("Enter");
    await page.getByRole("button", { name: "Sign and hand in" }).focus();
    await press("Enter");
    await page.getByRole("button", { name: "Close", exact: true }).focus();
    await press("Enter");
    await act(page).getByText("Nothing is in the way.").waitFor();
    assert.deepEqual(await violations(page), []);
  });

  test("no page had a fault, every step is in the record, and it holds", () => {
    for (const [institution, faults] of desks.faults()) assert.deepEqual(faults, [], institution);
    const steps = mechanism.truce("coordinate", "steps", mechanism.dir, "--format", "json").trim().split("\n").map((line) => JSON.parse(line) as { author: string; body: { kind: string } });
    assert.deepEqual([...new Set(steps.map((one) => one.author))].sort(), ["aldmere", "borvik", "isles-forum", "mediator-office", "northern-council"]);
    const kinds = new Set(steps.map((one) => one.body.kind));
    for (const kind of ["activity.filed", "activity.asked", "activity.taken_up", "activity.acknowledged", "activity.withdrawn", "activity.started", "activity.strayed", "activity.returned", "activity.ended", "consent.given",
      "area.declared", "channel.suspended", "channel.resumed", "conflict.raised", "disclosure.proposed", "disclosure.agreed", "movement.reported"]) assert.ok(kinds.has(kind), kind);
    assert.match(mechanism.truce("record", "verify", mechanism.dir), /holds|verif|entries/i);
  });
});
