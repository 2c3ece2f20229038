/**
 * Pictures of every page, of a real exercise in which a case has been opened, answered and disputed.
 *   node tests/shoot.ts OUT [--languages en,ar] [--schemes light,dark] [--sizes desk,phone] [--pages situation,incident]
 *   node tests/shoot.ts OUT --guide       the few that the README and docs/guide show
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { incidentsOf, Mechanism, openBrowser } from "./mechanism.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    languages: { type: "string", default: "en,ar,ru,tr,fa" }, schemes: { type: "string", default: "light,dark" }, sizes: { type: "string", default: "desk,phone" },
    pages: { type: "string", default: "" }, guide: { type: "boolean", default: false },
  },
});
const out = positionals[0];
if (out === undefined) {
  console.error("usage: tools/screenshots TRUCE OUT [--languages en,ar] [--schemes light,dark] [--sizes desk,phone] [--pages situation,incident] [--guide]");
  process.exit(2);
}
mkdirSync(out, { recursive: true });

const sizes: Record<string, { width: number; height: number }> = { desk: { width: 1360, height: 900 }, phone: { width: 390, height: 844 } };
const WITH_MAP = /^\/(situation|incident|agreement|watches|report|coordination)/;

const mechanism = new Mechanism();
const browser = await openBrowser();
try {
  const incident = "borvik-centre:B-0616-2";
  const step = (as: string, ...args: string[]) => mechanism.truce("case", ...args.slice(0, 1), mechanism.dir, incident, ...args.slice(1), "--as", mechanism.key(as));
  step("borvik", "open", "--accused", "northern-council", "--text", "mortar fire on the mill");
  step("borvik", "notice", "--to", "northern-council", "--to", "aldmere", "--text", "mortar fire on Mill Edge at 09:10, attributed to the Northern Guard");
  step("borvik", "request", "--to", "northern-council", "--text", "which mortars stood within ten kilometres of the mill?");
  step("northern-council", "receipt");
  step("northern-council", "reply", "--text", "The Circle has shelled the mill before. We did not.");
  step("mediator-office", "link", "aldmere-centre:A-0616-2", "--text", "same village, same ten minutes");
  step("aldmere", "accept-link");
  for (const [who, actor, confidence, source] of [["borvik", "northern-guard", "probable", "bearing of the craters"], ["castane", "northern-guard", "possible", "visit to the craters"], ["aldmere", "ashen-circle", "probable", "a deserter's account"]] as const) {
    step(who, "fact", "act", "--value", "mortar", "--confidence", "certain", "--source", "fragments");
    step(who, "fact", "actor", "--value", actor, "--confidence", confidence, "--source", source);
    step(who, "fact", "target", "--value", "civilians", "--confidence", "certain", "--source", "hospital at Brack");
  }
  step("borvik", "finding", "confirmed", "--text", "fired from behind the Council's line");
  step("castane", "finding", "confirmed", "--text", "the range leaves one firing position");
  step("aldmere", "finding", "actor-exempt", "--text", "the Circle fired, which the accord does not bind");
  const held = mechanism.holdTalks();
  mechanism.planActivities();
  await mechanism.serve("--read-as", "aldmere");
  const id = (await incidentsOf(mechanism.base)).get(incident);

  const pages: Record<string, string> = {
    situation: "/situation", register: "/register", bulletin: "/bulletin/2023-06-16", watches: "/watches", trends: "/trends", agreement: "/agreement", record: "/record",
    review: "/review", report: "/report", people: "/people", incident: `/incident/${id}`,
    talks: "/talks", round: `/talks/round/${held.round}`, document: `/talks/document/${held.document}`, commitments: "/commitments",
    coordination: "/coordination",
  };
  const wanted = values.pages === "" ? Object.keys(pages) : values.pages.split(",");

  const shoot = async (name: string, language: string, scheme: string, size: string, full: boolean, file: string) => {
    const phone = size === "phone";
    const context = await browser.newContext({ viewport: sizes[size]!, colorScheme: scheme as "light", deviceScaleFactor: 1, hasTouch: phone, isMobile: phone, reducedMotion: "reduce" });
    const page = await context.newPage();
    page.on("pageerror", (fault) => console.error(`${name} ${language}: ${fault.message}`));
    const path = pages[name]!;
    await page.goto(`${mechanism.base}${path}?lang=${language}`);
    await page.waitForFunction(() => document.querySelector("main h1") !== null && document.querySelector("[role=status].caption") === null && document.querySelector("[aria-busy=true]") === null, undefined, { timeout: 60_000 });
    if (WITH_MAP.test(path)) await page.locator("[data-drawn=true]").first().waitFor({ timeout: 60_000 });
    if (name === "record") {
      await page.locator("button.primary").click();
      await page.locator(".verify p[role=status]").waitFor();
    }
    await page.screenshot({ path: join(out, file), fullPage: full });
    await context.close();
  };

  if (values.guide) {
    for (const name of ["situation", "incident", "register", "bulletin", "record", "report"]) await shoot(name, "en", "light", "desk", false, `${name}.png`);
    await shoot("situation", "ar", "dark", "desk", false, "situation-ar-dark.png");
    await shoot("incident", "fa", "light", "phone", false, "incident-fa-phone.png");
  } else {
    for (const language of values.languages.split(",")) {
      for (const scheme of values.schemes.split(",")) {
        for (const size of values.sizes.split(",")) for (const name of wanted) await shoot(name, language, scheme, size, true, `${name}-${language}-${scheme}-${size}.png`);
      }
    }
  }
} finally {
  await browser.close();
  await mechanism.stop();
}
