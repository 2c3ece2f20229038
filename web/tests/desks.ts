/** Officers' desks: each institution in a browser of its own, into which it brought its key and signed in with it. */
import type { Browser, BrowserContext, Page } from "playwright-core";

import type { Institution, Mechanism } from "./mechanism.ts";

export class Desks {
  private readonly mechanism: Mechanism;
  private readonly browser: Browser;
  private readonly open = new Map<Institution, { context: BrowserContext; page: Page; faults: string[] }>();

  constructor(mechanism: Mechanism, browser: Browser) {
    this.mechanism = mechanism;
    this.browser = browser;
  }

  async at(institution: Institution): Promise<Page> {
    const known = this.open.get(institution);
    if (known !== undefined) return known.page;
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    this.open.set(institution, { context, page, faults });
    await page.goto(`${this.mechanism.base}/people?lang=en`);
    await page.locator('input[type="file"]').setInputFiles(this.mechanism.key(institution));
    await page.getByRole("button", { name: "Sign in with this key" }).click();
    await page.getByRole("button", { name: "Sign and come in" }).click();
    await page.getByText("Signed in with this key").waitFor();
    return page;
  }

  /** What went wrong in each page's own scripts. */
  faults(): [Institution, string[]][] {
    return [...this.open].map(([institution, { faults }]) => [institution, faults]);
  }

  async close(): Promise<void> {
    for (const { context } of this.open.values()) await context.close();
  }
}

/** The form's button, the words, the signature, the receipt. */
export async function signed(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Show what would be signed" }).click();
  await page.getByRole("heading", { name: "This is what would be signed" }).waitFor();
  await page.getByRole("button", { name: "Sign and hand in" }).click();
  await page.getByRole("heading", { name: "It is in the record" }).waitFor();
  await page.getByRole("button", { name: "Close", exact: true }).click();
}
