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

export const pages: readonly Page[] = [
  { id: "situation", path: /^\/(?:situation)?$/, title: "situation.title", nav: { href: "/situation", group: "read" }, load: () => import("./pages/situation/Page.svelte") },
  { id: "incident", path: /^\/incident\/([^/]+)\/(\d+)$/, title: "incident.title", load: () => import("./pages/incident/Page.svelte") },
];

export function pageOf(path: string): { page: Page; parts: readonly string[] } | undefined {
  for (const page of pages) {
    const found = page.path.exec(path);
    if (found !== null) return { page, parts: found.slice(1).map((part) => decodeURIComponent(part ?? "")) };
  }
  return undefined;
}
