/*
 * Lets the pages open without a line, so that a report can be written. It keeps the frame, what it is built of, and four
 * answers that the form needs; it never keeps an incident, a case, a session or anything that was signed.
 *
 *   /assets/*            named by their content: from here if they are here
 *   a page's address     from the server; without a line the frame that was seen last
 *   KEPT                 from the server; without a line the answer that was seen last, for whoever is signed in:
 *                        the page empties this on signing in and out
 *   everything else      the browser's own business
 */
const FRAME = "truce-frame";
const DATA = "truce-data";
const KEPT = new Set(["/api/mechanism", "/api/me", "/api/areas", "/api/agreement"]);
const ASSETS_MAX = 120;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(asset(event.request));
  else if (event.request.mode === "navigate") event.respondWith(fresh(event.request, FRAME, "/"));
  else if (KEPT.has(url.pathname) && url.search === "") event.respondWith(fresh(event.request, DATA, url.pathname));
});

async function asset(request) {
  const cache = await caches.open(FRAME);
  const kept = await cache.match(request);
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    await cache.put(request, answer.clone());
    const keys = await cache.keys();
    for (const old of keys.slice(0, Math.max(0, keys.length - ASSETS_MAX))) await cache.delete(old);
  }
  return answer;
}

/** The server's answer, kept if it is one; without a line the one that was kept, if there is one. */
async function fresh(request, name, key) {
  const cache = await caches.open(name);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(key, answer.clone());
    return answer;
  } catch (fault) {
    const kept = await cache.match(key);
    if (kept === undefined) throw fault;
    return kept;
  }
}
