/**
 * The address bar is the whole state of a view: the path names the page and its subject, the query its filter. Whoever
 * opens the same address sees the same view.
 */
class Route {
  path = $state(location.pathname);
  search = $state(location.search);
  readonly query = $derived(new URLSearchParams(this.search));
}

export const route = new Route();

function read(): void {
  route.path = location.pathname;
  route.search = location.search;
}

/** Goes to an address of these pages. `replace` where the reader would not expect "back" to return here. */
export function go(href: string, { replace = false }: { replace?: boolean } = {}): void {
  const from = location.pathname;
  history[replace ? "replaceState" : "pushState"](null, "", href);
  read();
  if (location.pathname !== from) {
    scrollTo(0, 0);
    // A reader with a screen reader or a keyboard starts at the new page's heading, as after a full load.
    queueMicrotask(() => document.getElementById("main")?.focus({ preventScroll: true }));
  }
}

/** Changes some members of the query; undefined or "" takes one out. A filter does not fill the history: it replaces. */
export function setQuery(changes: Readonly<Record<string, string | undefined>>, { push = false } = {}): void {
  const query = new URLSearchParams(location.search);
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined || value === "") query.delete(key);
    else query.set(key, value);
  }
  const text = query.toString();
  go(location.pathname + (text === "" ? "" : `?${text}`), { replace: !push });
}

/** The address of this page with other members of the query. */
export function hrefWith(changes: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams(route.search);
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined || value === "") query.delete(key);
    else query.set(key, value);
  }
  const text = query.toString();
  return route.path + (text === "" ? "" : `?${text}`);
}

/** Follows links within these pages without loading them anew; everything else is the browser's. */
export function startRouting(): void {
  addEventListener("popstate", read);
  addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest?.("a[href]");
    if (!(link instanceof HTMLAnchorElement) || link.target !== "" || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (/^\/(api|log|tiles|ogc)(\/|$)/.test(link.pathname)) return;
    if (link.pathname === location.pathname && link.search === location.search && link.hash !== "") return;
    event.preventDefault();
    go(link.pathname + link.search + link.hash);
  });
}
