/**
 * What the pages cost in Debian's Chromium, by the browser's own tracing: server and browser on one machine, drawn as without graphics hardware.
 *
 *   node bench/web.ts TRUCE [--generate GENERATE_GED] [--marks 50000] [--rows 1000000] [--only paint,bundle,map,register]
 *
 * paint     until Situation of the demo shows its registers and rows, nothing kept from before; and until its map is drawn
 * bundle    what a reader of one language can come to load
 * map       script on the main thread for a frame in which the map is panned, with so many incidents on it
 * register  from a key or a click to the next frame, and to the frame that shows the rows, with so many rows
 *
 * GENERATE_GED makes the rows (bench/generate_ged.cpp). docs/BENCHMARKS.md has figures.
 */
import { execFileSync, spawn } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { openBrowser } from "../web/tests/mechanism.ts";

type Browser = Awaited<ReturnType<typeof openBrowser>>;
type Page = Awaited<ReturnType<Browser["newPage"]>>;

const root = fileURLToPath(new URL("../", import.meta.url));
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    generate: { type: "string", default: join(root, "build/bench/bench/generate_ged") },
    marks: { type: "string", default: "50000" }, rows: { type: "string", default: "1000000" }, only: { type: "string", default: "paint,bundle,map,register" },
  },
});
const truce = positionals[0];
if (truce === undefined) {
  console.error("usage: node bench/web.ts TRUCE [--generate GENERATE_GED] [--marks 50000] [--rows 1000000] [--only paint,bundle,map,register]");
  process.exit(2);
}
const wanted = new Set(values.only.split(","));

const sorted = (all: readonly number[]) => [...all].sort((a, b) => a - b);
const quantile = (all: readonly number[], share: number) => sorted(all)[Math.min(all.length - 1, Math.floor(all.length * share))] ?? NaN;
const median = (all: readonly number[]) => quantile(all, 0.5);
const ms = (n: number) => `${n.toFixed(n < 10 ? 1 : 0)} ms`;
function say(what: string, all: readonly number[], goal?: number): void {
  const held = goal === undefined ? "" : `   goal ${ms(goal)}: ${median(all) <= goal ? "reached" : "missed"}`;
  console.log(`${what.padEnd(64)} median ${ms(median(all)).padStart(8)}, longest ${ms(Math.max(...all)).padStart(8)}, ${all.length} times${held}`);
}

// ---- stores and servers

const SYRIA = join(root, "examples/syria-2017");

async function storeOf(folder: string, rows: number): Promise<string> {
  const store = join(folder, "m");
  execFileSync(truce!, ["new", store, "--terms", join(SYRIA, "terms.toml"), "--profile", join(SYRIA, "profile.toml"), "--make-key", "reconstruction"], { stdio: "ignore" });
  const csv = join(folder, "ged.csv");
  const made = spawn(values.generate, [join(SYRIA, "data/ged.csv"), String(rows), "1"], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(made, "exit");
  await new Promise((resolve, reject) => made.stdout.pipe(createWriteStream(csv)).on("finish", resolve).on("error", reject));
  if ((await ended)[0] !== 0) throw new Error("generate_ged failed");
  execFileSync(truce!, ["import", store, csv, "--as", join(store, "keys/reconstruction.key"), "--register", "ucdp-ged"], { stdio: "ignore" });
  rmSync(csv);
  return store;
}

async function served(store: string, work: (base: string) => Promise<void>): Promise<void> {
  const server = spawn(truce!, ["serve", store, "--listen", "127.0.0.1:0", "--rate", "1000000000", "--web", join(root, "web/dist"), "--read-as", "reconstruction"], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(server, "exit");
  let said = "";
  const base = await new Promise<string>((resolve, reject) => {
    server.stdout.on("data", (text) => {
      said += text;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
      if (found !== undefined) resolve(found);
    });
    server.once("exit", (code) => reject(new Error(`truce serve ended with ${code}: ${said}`)));
  });
  try {
    // Judged once: what the first question after a start costs is the server's matter (bench/serve.py).
    await fetch(`${base}/api/incidents?limit=1`);
    await work(base);
  } finally {
    server.kill();
    await ended;
  }
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(process.env["TMPDIR"] ?? tmpdir(), "truce-bench-web-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// ---- what the browser traced

interface Traced { name: string; ph: string; ts: number; dur?: number; tdur?: number; pid: number; tid: number; args?: { name?: string; data?: { type?: string } } }

async function traced(browser: Browser, page: Page, work: () => Promise<void>): Promise<Traced[]> {
  await browser.startTracing(page, { categories: ["devtools.timeline", "v8.execute", "disabled-by-default-devtools.timeline", "toplevel", "__metadata"] });
  await work();
  return (JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: Traced[] }).traceEvents;
}

/** Where script runs, on the busiest renderer's main thread; what lies in another is counted once. */
const SCRIPT = new Set(["FunctionCall", "EvaluateScript", "FireAnimationFrame", "TimerFire", "EventDispatch", "RunMicrotasks", "XHRReadyStateChange", "MajorGC", "MinorGC"]);

function mainThread(events: readonly Traced[]): Traced[] {
  const mains = events.filter((event) => event.name === "thread_name" && event.args?.name === "CrRendererMain").map(({ pid, tid }) => `${pid} ${tid}`);
  const of = (main: string) => events.filter((event) => `${event.pid} ${event.tid}` === main);
  return mains.map(of).sort((a, b) => b.length - a.length)[0] ?? [];
}

/** What the main thread did in all, in its own time: what others did on the processor meanwhile is not in it. */
const busyOf = (events: readonly Traced[]) => mainThread(events).filter(({ name, ph }) => name === "RunTask" && ph === "X").reduce((sum, { tdur = 0 }) => sum + tdur / 1000, 0);

interface Frames {
  /** By the clock on the wall. */
  readonly wall: number[];
  /** In the thread's own time. */
  readonly own: number[];
}
function scriptPerFrame(events: readonly Traced[]): Frames {
  const main = mainThread(events);
  const frames = main.filter(({ name }) => name === "FireAnimationFrame").map(({ ts }) => ts).sort((a, b) => a - b);
  // Callbacks of one frame follow each other at once.
  const starts = frames.filter((ts, i) => i === 0 || ts - frames[i - 1]! > 4000);
  const script = main.filter(({ name, ph, dur }) => SCRIPT.has(name) && ph === "X" && dur !== undefined).sort((a, b) => a.ts - b.ts);
  const per = starts.map(() => 0);
  const own = starts.map(() => 0);
  let until = -Infinity;
  for (const { ts, dur = 0, tdur = 0 } of script) {
    const from = Math.max(ts, until);
    const to = ts + dur;
    if (to <= from) continue;
    until = to;
    // Input before a frame belongs to it.
    let frame = starts.findIndex((start) => start > from);
    frame = frame < 0 ? starts.length - 1 : script.some((one) => one.name === "FireAnimationFrame" && one.ts <= from && from < one.ts + (one.dur ?? 0)) ? frame - 1 : frame;
    if (frame >= 0 && frame < per.length) {
      per[frame]! += (to - from) / 1000;
      own[frame]! += tdur / 1000;
    }
  }
  const moved = per.map((n) => n > 0);
  return { wall: per.filter((_, i) => moved[i]), own: own.filter((_, i) => moved[i]) };
}

// ---- the four questions

async function paint(browser: Browser): Promise<void> {
  await inFolder(async (folder) => {
    const store = join(folder, "demo");
    execFileSync(truce!, ["demo", store], { stdio: "ignore", cwd: root });
    await served(store, async (base) => {
      const [first, useful, drawn]: [number[], number[], number[]] = [[], [], []];
      for (let i = 0; i < 9; ++i) {
        const context = await browser.newContext({ viewport: { width: 1360, height: 900 } });
        const page = await context.newPage();
        await page.addInitScript(() => {
          const seen = globalThis as unknown as { useful?: number; drawn?: number };
          // The frame after the one that found it there has painted it.
          const look = () => {
            const painted = (name: "useful" | "drawn") => requestAnimationFrame(() => requestAnimationFrame(() => { seen[name] ??= performance.now(); }));
            if (seen.useful === undefined && document.querySelector(".tally tbody tr") !== null && document.querySelector(".incident") !== null) painted("useful");
            if (seen.drawn === undefined && document.querySelector("[data-drawn=true]") !== null) painted("drawn");
            if (seen.useful === undefined || seen.drawn === undefined) requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        });
        await page.goto(`${base}/situation`);
        await page.waitForFunction(() => (globalThis as unknown as { drawn?: number }).drawn !== undefined && (globalThis as unknown as { useful?: number }).useful !== undefined, undefined, { timeout: 60_000 });
        const found = await page.evaluate(() => {
          const seen = globalThis as unknown as { useful: number; drawn: number };
          return { first: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN, useful: seen.useful, drawn: seen.drawn };
        });
        await context.close();
        if (i < 2) continue;  // the server's caches and the disk's
        first.push(found.first);
        useful.push(found.useful);
        drawn.push(found.drawn);
      }
      say("Situation of the demo: first paint", first);
      say("  registers and rows in sight", useful, 1500);
      say("  the map drawn", drawn);
    });
  });
}

function bundle(): void {
  console.log(execFileSync(process.execPath, [join(root, "web/tools/compress.ts")], { encoding: "utf8" }).trim());
}

async function map(browser: Browser): Promise<void> {
  await inFolder(async (folder) => {
    const store = await storeOf(folder, Number(values.marks));
    await served(store, async (base) => {
      const page = await (await browser.newContext({ viewport: { width: 1360, height: 900 } })).newPage();
      await page.goto(`${base}/situation?lang=en`);
      await page.locator("[data-drawn=true]").first().waitFor({ timeout: 120_000 });
      await page.waitForFunction((n) => (document.querySelector("main")?.textContent ?? "").includes(new Intl.NumberFormat("en-GB").format(n)) && document.querySelector("[aria-busy=true]") === null, Number(values.marks), { timeout: 180_000 });
      await page.waitForTimeout(5000);
      const box = (await page.locator(".maplibregl-canvas").first().boundingBox())!;
      const pan = async (frames: number) => {
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        await page.mouse.move(x, y);
        await page.mouse.down();
        for (let i = 1; i <= frames; ++i) {
          await page.mouse.move(x + 120 * Math.sin(i / 12), y + 80 * Math.sin(i / 9));
          await page.waitForTimeout(8);
        }
        await page.mouse.up();
      };
      await pan(60);
      const { wall, own } = scriptPerFrame(await traced(browser, page, () => pan(240)));
      say(`${Number(values.marks).toLocaleString("en")} incidents on the map: script of a panned frame`, wall, 8);
      console.log(`  95 of 100 frames within ${ms(quantile(wall, 0.95))}`);
      say("  the same in the thread's own time", own, 8);
      console.log(`  95 of 100 frames within ${ms(quantile(own, 0.95))}`);
      await page.context().close();
    });
  });
}

async function register(browser: Browser): Promise<void> {
  await inFolder(async (folder) => {
    const store = await storeOf(folder, Number(values.rows));
    await served(store, async (base) => {
      const page = await (await browser.newContext({ viewport: { width: 1360, height: 900 } })).newPage();
      const session = await page.context().newCDPSession(page);
      await page.addInitScript(() => {
        // Until the next frame: the browser's own figure for each event.
        const all: { name: string; duration: number }[] = [];
        (globalThis as unknown as { timings: typeof all }).timings = all;
        new PerformanceObserver((list) => { for (const one of list.getEntries()) all.push({ name: one.name, duration: one.duration }); }).observe({ type: "event", durationThreshold: 16, buffered: true } as never);
      });
      await page.goto(`${base}/register?lang=en`);
      await page.locator('[data-row="0"] [data-column="0"] a').waitFor({ timeout: 120_000 });
      const heap = async () => {
        await session.send("HeapProfiler.collectGarbage");
        await session.send("Performance.enable");
        return (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "JSHeapUsedSize")!.value / 1e6;
      };
      const before = await heap();
      /** Whether every row in the window has its record. */
      const full = () => {
        const port = document.querySelector('[role="grid"]')!.getBoundingClientRect();
        const rows = [...document.querySelectorAll<HTMLElement>(".line")].filter((row) => { const { top, bottom } = row.getBoundingClientRect(); return bottom > port.top + 36 && top < port.bottom; });
        return rows.length > 5 && rows.every((row) => row.querySelector(".blank") === null);
      };
      const frames: number[] = [];
      const there: number[] = [];
      const act = async (what: string, times: number, work: (i: number) => Promise<void>, changed: (i: number) => Promise<void>) => {
        const [next, rows]: [number[], number[]] = [[], []];
        for (let i = 0; i < times; ++i) {
          await page.evaluate(() => { (globalThis as unknown as { timings: unknown[] }).timings.length = 0; });
          await page.evaluate(() => {
            const seen = globalThis as unknown as { began?: number };
            delete seen.began;
            for (const type of ["keydown", "pointerdown", "wheel", "input"]) addEventListener(type, (event) => { seen.began ??= event.timeStamp; }, { capture: true, once: true, passive: true });
          });
          await work(i);
          await changed(i);
          await page.waitForFunction(full, undefined, { polling: "raf", timeout: 30_000 });
          rows.push(await page.evaluate(() => new Promise<number>((resolve) => requestAnimationFrame(() => resolve(performance.now() - ((globalThis as unknown as { began?: number }).began ?? NaN))))));
          await page.waitForTimeout(120);
          next.push(await page.evaluate(() => Math.max(16, ...(globalThis as unknown as { timings: { duration: number }[] }).timings.map(({ duration }) => duration))));
        }
        // Once more, an even number of times, only to be traced.
        const again = Math.min(times, 10);
        const own = busyOf(await traced(browser, page, async () => {
          for (let i = 0; i < again; ++i) {
            await work(i);
            await changed(i);
            await page.waitForTimeout(250);
          }
        })) / again;
        say(`  ${what}: to the next frame`, next, 100);
        say(`  ${what}: to its rows`, rows, 100);
        console.log(`  ${what}: the main thread's own time for it, rows and all, ${ms(own)}`);
        frames.push(...next);
        there.push(...rows);
      };
      const nothing = async () => undefined;
      console.log(`${Number(values.rows).toLocaleString("en")} rows in Register`);
      await page.locator('[data-row="0"] [data-column="1"]').click();
      await act("a row down", 20, () => page.keyboard.press("ArrowDown"), nothing);
      await act("a page down", 40, () => page.keyboard.press("PageDown"), nothing);
      await act("to the last row, to the first", 8, (i) => page.keyboard.press(i % 2 === 0 ? "Control+End" : "Control+Home"), nothing);
      await page.mouse.move(700, 600);
      await act("a turn of the wheel", 40, () => page.mouse.wheel(0, 900), nothing);
      await page.locator('[data-column="1"]').nth(14).click();
      await act("choose a row", 10, async () => { await page.keyboard.press("Space"); }, nothing);
      const sort = page.getByRole("columnheader", { name: "When" }).getByRole("button");
      await act("sort the other way", 8, async () => sort.click(), async () => { await page.waitForTimeout(0); });
      const verdict = page.getByRole("combobox", { name: "Verdict", exact: true });
      await act("filter by verdict", 6, async (i) => { await verdict.focus(); await page.keyboard.press(i % 2 === 0 ? "ArrowDown" : "ArrowUp"); }, nothing);
      say("every interaction: to the next frame", frames, 100);
      say("every interaction: to its rows", there, 100);
      for (let i = 0; i < 150; ++i) await page.keyboard.press("Control+End").then(() => page.mouse.wheel(0, -40_000 * (i % 9)));
      console.log(`  memory of its scripts: ${before.toFixed(1)} MB at first, ${(await heap()).toFixed(1)} MB after all of this`);
      await page.context().close();
    });
  });
}

const browser = await openBrowser();
try {
  console.log(`Chromium ${browser.version()}`);
  if (wanted.has("paint")) await paint(browser);
  if (wanted.has("bundle")) bundle();
  if (wanted.has("map")) await map(browser);
  if (wanted.has("register")) await register(browser);
} finally {
  await browser.close();
}
