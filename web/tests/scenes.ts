/** The pictures that README.md and docs/guide show: who looks, at what, and what was done before. tests/shoot.ts makes them. */
import type { Page } from "playwright-core";

import { signed } from "./desks.ts";
import type { Institution } from "./mechanism.ts";

export interface Places {
  readonly incident: string;
  readonly round: string;
}

export interface Scene {
  /** The file's name, without its end. */
  readonly name: string;
  readonly path: (places: Places) => string;
  /** At a desk with its key; "public"; or, if absent, Aldmere without a key. */
  readonly as?: Institution | "public";
  readonly language?: string;
  readonly scheme?: "light" | "dark";
  readonly size?: "desk" | "phone";
  readonly before?: (page: Page) => Promise<void>;
  /** The part of the page that is shown, if not the window. */
  readonly part?: string;
}

const incident = ({ incident: id }: Places) => `/incident/${id}`;
const kind = (page: Page, name: string) => page.locator("#act").getByRole("button", { name, exact: true }).click();
const words = (page: Page, text: string) => page.getByLabel("In your words").fill(text);
const compose = async (page: Page) => {
  await page.getByRole("button", { name: "Show what would be signed" }).first().click();
  await page.getByRole("heading", { name: "This is what would be signed" }).waitFor();
};

async function seenFromAPost(page: Page, id: string): Promise<void> {
  await page.getByLabel("Your number for it").fill(id);
  await page.locator('input[type="datetime-local"]').nth(0).fill("2023-07-01T09:00");
  await page.locator('input[type="datetime-local"]').nth(1).fill("2023-07-01T09:20");
  await page.getByRole("combobox", { name: "Act", exact: true }).selectOption("mortar");
  await page.locator("label", { hasText: "From a post" }).click();
  for (const [label, value] of [["Post’s latitude", "-18.62"], ["Post’s longitude", "-27.2"], ["Bearing from, degrees", "236"], ["Bearing to, degrees", "252"], ["Nearest, metres", "12000"], ["Farthest, metres", "23000"], ["By what means", "post"]] as const) await page.getByLabel(label).fill(value);
}

/** The wheel turned over a place on the map, so far from its left and its top: there it comes closer. */
async function towards(page: Page, across: number, down: number): Promise<void> {
  const map = page.locator(".where [data-drawn]");
  await map.scrollIntoViewIfNeeded();
  const box = (await map.boundingBox())!;
  await page.mouse.move(box.x + across * box.width, box.y + down * box.height);
  for (let turn = 0; turn < 9; ++turn) {
    await page.mouse.wheel(0, -250);
    await page.waitForTimeout(250);
  }
  await page.waitForTimeout(1500);
}

const JULY = `source_id,time_from,time_to,lat,lon,radius_m,act,actors
M-0702-1,2023-07-02T08:00:00Z,2023-07-02T08:30:00Z,-18.62,-27.2,400,mortar,Northern Council
M-0702-2,2023-07-02T13:10:00Z,2023-07-02T13:40:00Z,-18.7,-27.31,1500,artillery,
`;

/** In this order: later ones see what earlier ones signed. */
export const scenes: readonly Scene[] = [
  { name: "situation", path: () => "/situation" },
  { name: "situation-ar-dark", path: () => "/situation", language: "ar", scheme: "dark" },
  { name: "register", path: () => "/register" },
  { name: "bulletin", path: () => "/bulletin/2023-06-16" },
  { name: "watches", path: () => "/watches" },
  { name: "record", path: () => "/record", before: async (page) => {
    await page.locator("button.primary").click();
    await page.locator(".verify p[role=status]").waitFor();
  } },
  { name: "report", path: () => "/report" },
  { name: "incident", path: incident },
  { name: "incident-fa-phone", path: incident, language: "fa", size: "phone" },
  { name: "round", path: ({ round }) => `/talks/round/${round}` },
  { name: "coordination", path: () => "/coordination" },
  // A monitor
  { name: "monitor-place", path: () => "/report", as: "mediator-office", part: "fieldset.where", before: async (page) => {
    await seenFromAPost(page, "M-0701-9");
    await towards(page, 0.622, 0.532);
  } },
  { name: "monitor-import", path: () => "/import", as: "mediator-office", before: async (page) => {
    await page.locator('input[type="file"]').setInputFiles({ name: "july.csv", mimeType: "text/csv", buffer: Buffer.from(JULY) });
    await page.getByRole("button", { name: "Send and read" }).click();
    await page.getByText("New: 2.").waitFor();
  } },
  { name: "monitor-queue", path: () => "/report", as: "mediator-office", part: ".queue", before: async (page) => {
    await page.getByRole("combobox", { name: "Act", exact: true }).waitFor();
    await page.context().setOffline(true);
    await page.getByText("There is no line.").waitFor();
    await seenFromAPost(page, "M-0701-9");
    await page.getByRole("button", { name: "Keep it here until it can be signed" }).click();
    await page.getByText("Waiting for your signature").waitFor();
    await page.context().setOffline(false);
    await page.getByText("Live", { exact: true }).waitFor({ timeout: 70_000 });
  } },
  { name: "monitor-words", path: () => "/report", as: "mediator-office", part: ".signing", before: async (page) => {
    await page.locator(".queue").getByRole("button", { name: "Show what would be signed" }).click();
    await page.getByRole("heading", { name: "This is what would be signed" }).waitFor();
  } },
  // A party
  { name: "party-due", path: () => "/review", as: "northern-council", part: 'section[aria-labelledby="due"]' },
  { name: "party-reply", path: incident, as: "northern-council", part: "#act", before: async (page) => {
    await kind(page, "Information");
    await words(page, "Two, both locked up since 1 June. The store is open to your monitors.");
  } },
  // A guarantor's officer
  { name: "officer-links", path: () => "/review", as: "borvik", part: 'section[aria-labelledby="waiting"]', before: async (page) => {
    await page.getByText("Compare what the registers say").first().click();
    await page.locator("details table.ledger").first().waitFor();
  } },
  { name: "officer-finding", path: incident, as: "borvik", part: "#act", before: async (page) => {
    await kind(page, "Finding");
    await page.getByRole("radio", { name: /^confirmed/ }).check();
    await words(page, "fired from behind the Council's line; the craters point to it");
  } },
  { name: "officer-receipt", path: incident, as: "borvik", part: ".signing", before: async (page) => {
    await kind(page, "Opinion");
    await words(page, "Borvik's centre is ready to go to the craters again, together with Aldmere's.");
    await compose(page);
    await page.getByRole("button", { name: "Sign and hand in" }).click();
    await page.getByRole("heading", { name: "It is in the record" }).waitFor();
  } },
  { name: "officer-register", path: () => "/register?register=borvik-centre", as: "borvik", before: async (page) => {
    for (const row of [0, 1, 2]) await page.locator(`[data-row="${row}"] input`).check();
  } },
  // A mediator
  { name: "mediator-link", path: incident, as: "mediator-office", part: "#act", before: async (page) => {
    await kind(page, "Link");
    await page.locator("#act").getByLabel(/^Report/).fill("castane-centre:C-0616-1");
    await words(page, "same village, same ten minutes");
  } },
  { name: "mediator-opinion", path: incident, as: "mediator-office", part: ".steps", before: async (page) => {
    await kind(page, "Opinion");
    await words(page, "The guarantors differ on one fact. A second look at the firing position would settle it.");
    await signed(page);
    await page.getByText("A second look at the firing position").first().waitFor();
  } },
  // An operator
  { name: "operator-keys", path: () => "/people", as: "castane", part: 'section[aria-labelledby="keys"]' },
  { name: "operator-line", path: () => "/situation", as: "public", part: "footer.shell-foot" },
  // A citizen
  { name: "citizen-situation", path: () => "/situation", as: "public" },
  { name: "citizen-incident", path: incident, as: "public" },
];
