/**
 * Pictures of every page, of a real exercise in which a case has been opened, answered and disputed.
 *   node tests/shoot.ts OUT [--languages en,ar] [--schemes light,dark] [--sizes desk,phone] [--pages situation,incident]
 *   node tests/shoot.ts OUT --guide       those that the README and docs/guide show (tests/scenes.ts)
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import type { Page } from "playwright-core";

import { Desks } from "./desks.ts";
import { incidentsOf, Mechanism, openBrowser } from "./mechanism.ts";
import { scenes, type Scene } from "./scenes.ts";

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

// A day ago, so that the public has been told of it and a notice is still running.
const mechanism = new Mechanism("exercise", "-1d");
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
  // The fusion desk proposes what else may be of this incident; people have not answered yet.
  mechanism.proposeLinks();
  await mechanism.serve("--read-as", "aldmere");
  const id = (await incidentsOf(mechanism.base)).get(incident) ?? "";

  const pages: Record<string, string> = {
    situation: "/situation", register: "/register", bulletin: "/bulletin/2023-06-16", watches: "/watches", trends: "/trends", agreement: "/agreement", record: "/record",
    review: "/review", report: "/report", import: "/import", people: "/people", incident: `/incident/${id}`,
    talks: "/talks", round: `/talks/round/${held.round}`, document: `/talks/document/${held.document}`, commitments: "/commitments",
    coordination: "/coordination",
  };
  const wanted = values.pages === "" ? Object.keys(pages) : values.pages.split(",");
  const unknown = values.guide ? [] : wanted.filter((name) => pages[name] === undefined);
  if (unknown.length > 0) throw new Error(`no page is called ${unknown.join(", ")}: there are ${Object.keys(pages).join(", ")}`);

  const settled = async (page: Page, path: string) => {
    await page.waitForFunction(() => document.querySelector("main h1") !== null && document.querySelector("[role=status].caption") === null && document.querySelector("[aria-busy=true]") === null, undefined, { timeout: 60_000 });
    if (WITH_MAP.test(path)) await page.locator("[data-drawn=true]").first().waitFor({ timeout: 60_000 });
  };
  const opened = async (language: string, scheme: string, size: string) => {
    const phone = size === "phone";
    const context = await browser.newContext({ viewport: sizes[size]!, colorScheme: scheme as "light", deviceScaleFactor: 1, hasTouch: phone, isMobile: phone, reducedMotion: "reduce", bypassCSP: true });
    const page = await context.newPage();
    page.on("pageerror", (fault) => console.error(`${page.url()} ${language}: ${fault.message}`));
    return page;
  };
  /** Chromium draws a page that is longer than its window anew, and a map in it now and then squeezed: each map is made a still picture of itself first. */
  const still = async (page: Page) => {
    for (const map of await page.locator("[data-drawn]").all()) {
      const picture = (await map.screenshot()).toString("base64");
      await map.evaluate(async (box, data) => {
        const image = new Image();
        image.src = `data:image/png;base64,${data}`;
        await image.decode();
        const { left, top } = box.getBoundingClientRect();
        Object.assign((box as HTMLElement).style, { overflow: "hidden" });
        Object.assign(image.style, { position: "absolute", left: `${Math.floor(left) - left}px`, top: `${Math.floor(top) - top}px` });
        box.replaceChildren(image);
      }, picture);
    }
    await page.evaluate(() => scrollTo(0, 0));
  };
  const shoot = async (name: string, language: string, scheme: string, size: string, file: string) => {
    const page = await opened(language, scheme, size);
    await page.goto(`${mechanism.base}${pages[name]!}?lang=${language}`);
    await settled(page, pages[name]!);
    if (name === "record") await scenes.find((scene) => scene.name === "record")?.before?.(page);
    await still(page);
    await page.screenshot({ path: join(out, file), fullPage: true });
    await page.context().close();
  };
  const desks = new Desks(mechanism, browser);
  const take = async (scene: Scene) => {
    const { language = "en", scheme = "light", size = "desk" } = scene;
    const atDesk = scene.as !== undefined && scene.as !== "public";
    const page = atDesk ? await desks.at(scene.as as "borvik") : await opened(language, scheme, size);
    const path = scene.path({ incident: id, round: held.round });
    await page.goto(`${mechanism.base}${path}${path.includes("?") ? "&" : "?"}lang=${language}`);
    await settled(page, path);
    await scene.before?.(page);
    await page.mouse.move(0, 0);
    const file = join(out, `${scene.name}.png`);
    if (scene.part === undefined) await page.screenshot({ path: file });
    else await page.locator(scene.part).first().screenshot({ path: file });
    if (!atDesk) await page.context().close();
  };

  if (values.guide) {
    const wantedScenes = values.pages === "" ? scenes : scenes.filter(({ name }) => values.pages.split(",").includes(name));
    for (const scene of wantedScenes.filter(({ as }) => as !== "public")) await take(scene);
    await desks.close();
    await mechanism.cut();
    await mechanism.serve();
    for (const scene of wantedScenes.filter(({ as }) => as === "public")) await take(scene);
  } else {
    for (const language of values.languages.split(",")) {
      for (const scheme of values.schemes.split(",")) {
        for (const size of values.sizes.split(",")) for (const name of wanted) await shoot(name, language, scheme, size, `${name}-${language}-${scheme}-${size}.png`);
      }
    }
  }
} finally {
  await browser.close();
  await mechanism.stop();
}
