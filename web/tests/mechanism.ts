/**
 * A real mechanism for tests and pictures: the exercise, founded with keys made on the spot, its registers imported, and
 * `truce serve` on a free port. TRUCE names the binary. Nothing is imitated.
 */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium, type Browser } from "playwright-core";

const root = fileURLToPath(new URL("../../", import.meta.url));
const binary = () => process.env["TRUCE"] ?? (() => { throw new Error("TRUCE must name the binary: tools/web-test build/release/app/truce"); })();

export const institutions = ["aldmere", "borvik", "castane", "isles-forum", "mediator-office", "northern-council"] as const;
export type Institution = (typeof institutions)[number];

interface Example {
  readonly imports: readonly { readonly as: string; readonly file: string; readonly register?: string; readonly format: string }[];
}

export class Mechanism {
  readonly folder: string;
  private server: ChildProcess | undefined;
  base = "";

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "truce-web-"));
    const vkeys = institutions.map((name) => this.truce("keys", "new", name, this.key(name)).trim());
    const example = join(root, "examples/exercise");
    const founder = institutions.indexOf("mediator-office");
    this.truce("new", this.dir, "--terms", join(example, "terms.toml"), "--profile", join(example, "profile.toml"), "--as", this.key("mediator-office"),
      ...vkeys.flatMap((vkey, i) => (i === founder ? [] : ["--enrol", vkey])));
    const { imports } = JSON.parse(readFileSync(join(example, "demo.json"), "utf8")) as Example;
    for (const one of imports) {
      this.truce("import", this.dir, join(example, one.file), "--as", this.key(one.as), "--from", one.format, ...(one.register === undefined ? [] : ["--register", one.register]));
    }
  }

  get dir(): string {
    return join(this.folder, "mechanism");
  }
  key(institution: string): string {
    return join(this.folder, `${institution}.key`);
  }
  truce(...args: string[]): string {
    return execFileSync(binary(), args, { encoding: "utf8", env: { ...process.env, XDG_STATE_HOME: join(this.folder, "state") }, stdio: ["ignore", "pipe", "pipe"] });
  }

  async serve(...more: string[]): Promise<void> {
    const port = await freePort();
    this.base = `http://127.0.0.1:${port}`;
    let said = "";
    const server = spawn(binary(), ["serve", this.dir, "--listen", `127.0.0.1:${port}`, "--web", join(root, "web/dist"), "--rate", "2000", ...more], {
      env: { ...process.env, XDG_STATE_HOME: join(this.folder, "state") }, stdio: ["ignore", "pipe", "pipe"],
    });
    server.stdout.on("data", (text) => { said += text; });
    server.stderr.on("data", (text) => { said += text; });
    this.server = server;
    for (let tries = 0; tries < 300; ++tries) {
      if (server.exitCode !== null) throw new Error(`truce serve ended with ${server.exitCode}: ${said}`);
      try {
        if ((await fetch(`${this.base}/healthz`)).ok) return;
      } catch { /* not listening yet */ }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`truce serve does not answer: ${said}`);
  }

  async stop(): Promise<void> {
    const server = this.server;
    if (server !== undefined && server.exitCode === null) {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill();
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}

/** Debian's Chromium, never one that is fetched. The map draws by software: no graphics hardware is asked for. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
  });
}

/** Ids of incidents by the register's own id, as a member sees them. */
export async function incidentsOf(base: string): Promise<Map<string, string>> {
  const out = new Map<string, string>();
  for (let after: string | undefined; ; ) {
    const answer = await fetch(`${base}/api/incidents?limit=1000${after === undefined ? "" : `&after=${encodeURIComponent(after)}`}`);
    const page = (await answer.json()) as { items: { id: string; register: string; source_id?: string }[]; next?: string };
    for (const item of page.items) out.set(`${item.register}:${item.source_id ?? ""}`, item.id);
    after = page.next;
    if (after === undefined) return out;
  }
}
