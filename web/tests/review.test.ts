/**
 * The review desk: links that a fusion desk proposed, answered by officers in browsers of their own. Each link is called by what its
 * two records say; an answer is a signed step; what one signs the other sees without reloading.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import type { Browser, Locator, Page } from "playwright-core";

import { violations } from "./axe.ts";
import { Desks } from "./desks.ts";
import { Mechanism, openBrowser, type Institution } from "./mechanism.ts";

let mechanism: Mechanism;
let browser: Browser;
let desks: Desks;

before(async () => {
  mechanism = new Mechanism();
  mechanism.truce("case", "open", mechanism.dir, "borvik-centre:B-0616-2", "--accused", "northern-council", "--text", "mortar fire on the mill", "--as", mechanism.key("borvik"));
  mechanism.proposeLinks();
  await mechanism.serve();
  browser = await openBrowser();
  desks = new Desks(mechanism, browser);
});
after(async () => {
  await desks?.close();
  await browser?.close();
  await mechanism?.stop();
});

async function reviewing(institution: Institution): Promise<Page> {
  const page = await desks.at(institution);
  await page.goto(`${mechanism.base}/review`);
  await page.locator("#waiting").waitFor();
  await waiting(page).first().waitFor();
  return page;
}
const waiting = (page: Page) => page.locator('section[aria-labelledby="waiting"] > ol > li');
/** The one that says whether a report, by its register's own number, belongs there. */
const link = (page: Page, report: string) => waiting(page).filter({ has: page.locator(".pair .mono", { hasText: report }) });
async function signedIn(item: Locator): Promise<void> {
  await item.getByRole("heading", { name: "This is what would be signed" }).waitFor();
  await item.getByRole("button", { name: "Sign and hand in" }).click();
  await item.getByRole("heading", { name: "It is in the record" }).waitFor();
  await item.getByRole("button", { name: "Close", exact: true }).click();
}

describe("links that wait", { timeout: 300_000 }, () => {
  test("each is called by what its two records say, the worst doubt first", async () => {
    const page = await reviewing("aldmere");
    await link(page, "M-0616-1").locator(".pair a").nth(1).waitFor();
    const titles = await waiting(page).evaluateAll((all) => all.map((one) => [...one.querySelectorAll(".pair li")].map((title) => title.textContent?.trim() ?? "")));
    assert.equal(titles.length, 2);
    for (const pair of titles) {
      assert.equal(pair.length, 2);
      for (const title of pair) assert.match(title, /^[a-z].*\s· .+\s· 16 Jun 2023, \d\d:\d\d–\d\d:\d\d\s· .+ [ABM]-0616-\d$/);
    }
    assert.match(titles[0]![0]!, /Office of the Mediator M-0616-1$/);
    assert.match(titles[1]![0]!, /^mortar fire\s· .*\s· Aldmere A-0616-2$/);
    assert.deepEqual(await waiting(page).locator("p > .strong").allInnerTexts(), ["Not sure enough without a person", "Likely, not answered"]);
    await link(page, "M-0616-1").getByText("Compare what the registers say").click();
    await link(page, "M-0616-1").locator("table.ledger").waitFor();
    assert.deepEqual(await violations(page), []);
  });

  test("whoever claims a link does not accept it, and whoever has no key is offered nothing", async () => {
    const mediator = await reviewing("mediator-office");
    await link(mediator, "A-0616-2").waitFor();
    assert.equal(await mediator.getByRole("button", { name: "The same …", exact: true }).count(), 0);
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${mechanism.base}/review?lang=en`);
    await page.locator("main h1").waitFor();
    assert.equal(await waiting(page).count(), 0);
    assert.equal(await page.getByRole("button", { name: /same …/ }).count(), 0);
    await context.close();
  });

  test("the same: a signed step, after which the link waits no longer, and the case has it", async () => {
    const [aldmere, borvik] = [await reviewing("aldmere"), await reviewing("borvik")];
    await link(borvik, "A-0616-2").waitFor();
    const mine = link(aldmere, "A-0616-2");
    await mine.getByRole("button", { name: "The same …", exact: true }).click();
    await mine.getByText("accepts").first().waitFor();
    await signedIn(mine);
    await link(aldmere, "A-0616-2").waitFor({ state: "detached", timeout: 20_000 });
    await link(borvik, "A-0616-2").waitFor({ state: "detached", timeout: 20_000 });
    await link(borvik, "M-0616-1").locator(".pair a").nth(1).click();
    await borvik.getByText("Accepted by Aldmere").waitFor();
  });

  test("why a desk takes two records for one is said on the incident's page, too, in its reader's language, with the words that were signed", async () => {
    const page = await reviewing("borvik");
    await link(page, "M-0616-1").locator(".pair a").nth(1).click();
    const { pathname } = new URL(page.url());
    for (const [language, forIt, desk] of [["en", "For it speak, strongest first: actor, words, time", "says the fusion desk of Office of the Mediator by model 1"], ["ru", "В пользу этого, начиная с самого весомого: исполнитель, слова, время", "служба сопоставления участника Канцелярия посредника"]] as const) {
      await page.goto(`${mechanism.base}${pathname}?lang=${language}`);
      const said = page.locator(".link", { hasText: "M-0616-1" });
      await said.getByText(forIt).waitFor();
      await said.getByText(desk).waitFor();
      const step = page.locator(".steps li", { hasText: "aldmere-centre:A-0616-2" }).first();
      await step.locator("summary").click();
      await step.getByText(/^Proposed by truce\/1, no finding: /).waitFor();
    }
    await page.goto(`${mechanism.base}${pathname}?lang=en`);
    await page.locator(".link").first().waitFor();
  });

  test("not the same: it asks why, is signed, and the other sees at once that it is disputed", async () => {
    const [aldmere, borvik] = [await reviewing("aldmere"), await reviewing("borvik")];
    const theirs = link(borvik, "M-0616-1");
    await theirs.getByRole("button", { name: "Not the same …" }).click();
    assert.ok(await theirs.getByRole("button", { name: "Show what would be signed" }).isDisabled());
    await theirs.getByLabel("In your words").fill("another village");
    assert.deepEqual(await violations(borvik), []);
    await theirs.getByRole("button", { name: "Show what would be signed" }).click();
    await signedIn(theirs);
    await link(aldmere, "M-0616-1").getByText("Not the same, says Borvik").waitFor({ timeout: 20_000 });
    await link(aldmere, "M-0616-1").getByText("Disputed", { exact: true }).waitFor();
    // Who has said no is not asked again; the other still is.
    assert.equal(await link(borvik, "M-0616-1").getByRole("button", { name: "Not the same …" }).count(), 0);
    assert.equal(await link(aldmere, "M-0616-1").getByRole("button", { name: "The same …", exact: true }).count(), 1);
  });

  test("no page had a fault, and the record holds", () => {
    for (const [institution, faults] of desks.faults()) assert.deepEqual(faults, [], institution);
    assert.match(mechanism.truce("record", "verify", mechanism.dir), /holds|verif|entries/i);
  });
});
