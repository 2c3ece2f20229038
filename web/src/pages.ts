/** The pages: each is a folder of its own below pages/, loaded when it is first opened. */
import type { Component } from "svelte";
import type { Key } from "./i18n/index.svelte.ts";

export interface Page {
  readonly id: string;
  /** The whole path; its groups are handed to the page. */
  readonly path: RegExp;
  readonly title: Key;
  /** Where the navigation leads, and in which of its groups; a page without is reached from others. */
  readonly nav?: { href: string; group: "read" | "work" };
  /** A page takes what its path names as `parts`, or nothing. */
  readonly load: () => Promise<{ default: Component<never> }>;
}

const read = (href: string) => ({ href, group: "read" as const });
const work = (href: string) => ({ href, group: "work" as const });

export const pages: readonly Page[] = [
  { id: "situation", path: /^\/(?:situation)?$/, title: "situation.title", nav: read("/situation"), load: () => import("./pages/situation/Page.svelte") },
  { id: "register", path: /^\/register$/, title: "register.title", nav: read("/register"), load: () => import("./pages/register/Page.svelte") },
  { id: "bulletin", path: /^\/bulletin(?:\/(\d{4}-\d\d-\d\d))?$/, title: "bulletin.title", nav: read("/bulletin"), load: () => import("./pages/bulletin/Page.svelte") },
  { id: "watches", path: /^\/watches$/, title: "watches.title", nav: read("/watches"), load: () => import("./pages/watches/Page.svelte") },
  { id: "trends", path: /^\/trends$/, title: "trends.title", nav: read("/trends"), load: () => import("./pages/trends/Page.svelte") },
  { id: "agreement", path: /^\/agreement$/, title: "agreement.title", nav: read("/agreement"), load: () => import("./pages/agreement/Page.svelte") },
  { id: "talks", path: /^\/talks$/, title: "talks.title", nav: read("/talks"), load: () => import("./pages/talks/Page.svelte") },
  { id: "commitments", path: /^\/commitments$/, title: "promises.title", nav: read("/commitments"), load: () => import("./pages/commitments/Page.svelte") },
  { id: "record", path: /^\/record$/, title: "record.title", nav: read("/record"), load: () => import("./pages/record/Page.svelte") },
  { id: "review", path: /^\/review$/, title: "review.title", nav: work("/review"), load: () => import("./pages/review/Page.svelte") },
  { id: "coordination", path: /^\/coordination$/, title: "co.title", nav: work("/coordination"), load: () => import("./pages/coordination/Page.svelte") },
  { id: "report", path: /^\/report$/, title: "report.title", nav: work("/report"), load: () => import("./pages/report/Page.svelte") },
  { id: "import", path: /^\/import$/, title: "import.title", load: () => import("./pages/import/Page.svelte") },
  { id: "people", path: /^\/people$/, title: "people.title", nav: work("/people"), load: () => import("./pages/people/Page.svelte") },
  { id: "round", path: /^\/talks\/round\/([^/]+)$/, title: "talks.round", load: () => import("./pages/round/Page.svelte") },
  { id: "document", path: /^\/talks\/document\/([^/]+)$/, title: "document.title", load: () => import("./pages/document/Page.svelte") },
  { id: "incident", path: /^\/incident\/([^/]+)\/(\d+)$/, title: "incident.title", load: () => import("./pages/incident/Page.svelte") },
];

export function pageOf(path: string): { page: Page; parts: readonly string[] } | undefined {
  for (const page of pages) {
    const found = page.path.exec(path);
    if (found !== null) return { page, parts: found.slice(1).map((part) => decodeURIComponent(part ?? "")) };
  }
  return undefined;
}
