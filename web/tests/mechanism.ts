/**
 * A real mechanism for tests and pictures: the exercise, founded with keys made on the spot, its registers imported, and
 * `truce serve` on a free port. TRUCE names the binary. Nothing is imitated.
 */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium, type Browser } from "playwright-core";

const root = fileURLToPath(new URL("../../", import.meta.url));
const binary = () => process.env["TRUCE"] ?? (() => { throw new Error("TRUCE must name the binary: tools/web-test build/release/app/truce"); })();

export const institutions = ["aldmere", "borvik", "castane", "isles-forum", "mediator-office", "northern-council", "southern-assembly"] as const;
export type Institution = (typeof institutions)[number];

interface Example {
  readonly imports: readonly { readonly as: string; readonly file: string; readonly register?: string; readonly format: string }[];
}

export class Mechanism {
  readonly folder: string;
  private server: ChildProcess | undefined;
  private readonly ago: string;
  base = "";

  /**
   * The exercise with its registers, or "founded", without them; or the public reconstruction's talks alone, by the one key that it has.
   * "nothing" is there before something is founded. With `ago`, as faketime reads it ("-1d"), everything that commands file was filed then: what is published later, has been.
   */
  constructor(of: "exercise" | "founded" | "syria-2017" | "nothing" = "exercise", ago = "") {
    this.ago = ago;
    this.folder = mkdtempSync(join(tmpdir(), "truce-web-"));
    if (of === "nothing") return;
    if (of === "syria-2017") {
      const example = join(root, "examples", of);
      this.truce("new", this.dir, "--terms", join(example, "terms.toml"), "--profile", join(example, "profile.toml"), "--make-key", "reconstruction");
      this.truce("talks", "file", this.dir, join(example, "data/talks.toml"), "--as", join(this.dir, "keys/reconstruction.key"));
      return;
    }
    const vkeys = institutions.map((name) => this.truce("keys", "new", name, this.key(name)).trim());
    const example = join(root, "examples/exercise");
    const founder = institutions.indexOf("mediator-office");
    this.truce("new", this.dir, "--terms", join(example, "terms.toml"), "--profile", join(example, "profile.toml"), "--as", this.key("mediator-office"),
      ...vkeys.flatMap((vkey, i) => (i === founder ? [] : ["--enrol", vkey])));
    if (of === "founded") return;
    const { imports } = JSON.parse(readFileSync(join(example, "demo.json"), "utf8")) as Example;
    for (const one of imports) {
      this.truce("import", this.dir, join(example, one.file), "--as", this.key(one.as), "--from", one.format, ...(one.register === undefined ? [] : ["--register", one.register]));
    }
  }

  /** What `./demo` founds, by the command that it runs. */
  static ofDemo(example: "exercise" | "syria-2017"): Mechanism {
    const demo = new Mechanism("nothing");
    demo.told = demo.truce("demo", demo.dir, "--example", example);
    return demo;
  }
  private told = "";
  /** What the demo's last words say to add to `truce serve DIR`. */
  asTheDemoSays(): string[] {
    const said = new RegExp(`serve ${this.dir} (.*)`).exec(this.told)?.[1];
    if (said === undefined) throw new Error(`the demo does not say how it is served: ${this.told.slice(-800)}`);
    return said.trim().split(" ");
  }

  get dir(): string {
    return join(this.folder, "mechanism");
  }
  key(institution: string): string {
    return join(this.folder, `${institution}.key`);
  }
  truce(...args: string[]): string {
    const command = this.ago === "" ? [binary(), ...args] : ["faketime", "-f", this.ago, binary(), ...args];
    return execFileSync(command[0]!, command.slice(1), { encoding: "utf8", env: { ...process.env, XDG_STATE_HOME: join(this.folder, "state"), TRUCE_EXAMPLES: join(root, "examples") }, stdio: ["ignore", "pipe", "pipe"] });
  }

  /** A step of the talks from the command line; the id of its entry. */
  talk(as: Institution, verb: string, ...args: string[]): string {
    const said = JSON.parse(this.truce("talks", verb, this.dir, ...args, "--as", this.key(as), "--format", "json")) as { id: string };
    return said.id;
  }

  /** The exercise's round of talks, up to an overdue promise; it is not over. */
  holdTalks(): { round: string; document: string } {
    const guarantors = ["aldmere", "borvik", "castane"] as const;
    const title = "Round of Port Sunder";
    const round = this.talk("borvik", "call", "--title", title, ...guarantors.flatMap((who) => ["--seat", `guarantor:${who}`]), "--seat", "mediator:mediator-office", "--seat", "observer:isles-forum:ambassador",
      "--eligible", "party:lull-accord:minister", "--manner", "shuttled", "--access", "closed", "--track", "military", "--agenda", "the road to Brack", "--agenda", "detained persons");
    const at = ["--place", "Port Sunder", "--host", "Harbour Authority"];
    const first = this.talk("borvik", "propose", title, "--from", "2023-06-24T10:00:00-02:00", "--until", "2023-06-25T18:00:00-02:00", ...at);
    this.talk("aldmere", "agree", "object", "--about", first, "--text", "our delegation cannot travel before the 27th");
    const second = this.talk("aldmere", "propose", title, "--from", "2023-06-27T10:00:00-02:00", "--until", "2023-06-28T18:00:00-02:00", ...at);
    for (const who of ["borvik", "castane"] as const) this.talk(who, "agree", "approve", "--about", second);
    this.talk("borvik", "set", "--about", second);
    const invite = (role: string, ...to: string[]) => this.talk("borvik", "invite", title, ...to.flatMap((who) => ["--to", who]), "--role", role);
    invite("guarantor", ...guarantors);
    invite("party", "northern-council", "southern-assembly");
    invite("observer", "isles-forum");
    for (const who of ["aldmere", "borvik", "southern-assembly"] as const) this.talk(who, "answer", "approve");
    this.talk("northern-council", "answer", "approve", "--level", "deputy minister", "--reservation", "only if the Assembly sits in another room");
    const list = this.talk("northern-council", "delegation", "--head", "N. Arden, deputy minister", "--person", "T. Quill, adviser");
    this.talk("borvik", "accredit", "--about", list);
    this.talk("borvik", "session", title, "--title", "Military track", ...[...guarantors, "northern-council"].flatMap((who) => ["--member", who]), "--access", "closed", "--manner", "shuttled", "--track", "military",
      "--from", "2023-06-27T14:00:00-02:00", "--until", "2023-06-27T18:00:00-02:00", "--language", "en", "--language", "fr", "--interpreting", "en", "--interpreting", "fr");
    this.talk("castane", "minutes", "Military track", "--text", "The Council asked for four days. Castane found two enough.");
    this.talk("northern-council", "dissent", "--text", "We asked for six.");
    const draft = (name: string, road: string) => {
      const file = join(this.folder, name);
      writeFileSync(file, `title = "Statement on the road to Brack"\n[[clause]]\nid = "c1"\ntext.en = "${road}"\ntext.fr = "La route de Brack est ouverte dès le 1er juillet."\n[[clause]]\nid = "c2"\ntext.en = "Each side names a liaison officer."\ntext.fr = "Chaque partie nomme un officier de liaison."\n`);
      return file;
    };
    const document = this.talk("borvik", "table", title, "--document", draft("first.toml", "The road to Brack is open from 1 July."), "--public");
    const amended = this.talk("castane", "version", document, "--document", draft("second.toml", "The road to Brack is open from 1 July, by day."), "--public");
    this.talk("northern-council", "position", "refuses", "--about", amended, "--text", "no word of the night");
    this.talk("southern-assembly", "position", "accepts_with_reservation", "--about", amended, "--reservation", "the gate at Hask stays closed");
    const opening = this.talk("borvik", "open", "--about", amended, "--as-a", "joint_statement", ...guarantors.flatMap((who) => ["--signatory", who]), "--public");
    for (const who of guarantors) this.talk(who, "sign", "--about", opening, "--public");
    const promise = this.talk("castane", "commit", "--about", opening, "--clause", "c1", "--owed", "aldmere=2023-07-01T00:00:00-02:00", "--owed", "borvik=2023-07-03T00:00:00-02:00", "--to", "castane",
      "--text", "open the road to Brack by day", "--shown-by", "patrol of the mediator's office", "--track", "military", "--public");
    this.talk("aldmere", "respond", "fulfilled", "--about", promise, "--text", "open since this morning", "--public");
    this.talk("castane", "assess", "partly", "--about", promise, "--text", "open, but not at the bridge", "--public");
    this.talk("castane", "endorse", "--about", opening, "--body", "Assembly of the Far Shore", "--verb", "takes note of", "--object", "the joint statement", "--source", "its minutes of 29 June");
    this.talk("borvik", "communique", title, "--title", "After Port Sunder", "--words", "en=The guarantors signed a statement on the road to Brack.");
    return { round, document };
  }

  /** A step of coordination from the command line; what it printed. */
  coordinate(as: Institution, verb: string, ...args: string[]): string {
    return this.truce("coordinate", verb, this.dir, ...args, "--as", this.key(as), "--format", "json");
  }

  /** Areas, a patrol with its consent, a convoy that is held up, a plan of Aldmere's that is in the patrol's way, and what they say of it. */
  planActivities(): void {
    const window = (from: string, until: string) => ["--from", `2023-06-20T${from}:00Z`, "--until", `2023-06-20T${until}:00Z`];
    const area = ["--from", "2023-06-01T00:00:00Z", "--until", "inf"];
    this.coordinate("northern-council", "area", "north-road", "--regime", "consent", "--circle", "-18.05 -28.00", "--radius", "20 km", ...area);
    this.coordinate("northern-council", "area", "old-quay", "--regime", "blocked", "--circle", "-18.20 -28.42", "--radius", "4 km", ...area, "--text", "unexploded ordnance");
    const patrol = ["--kind", "patrol", "--to", "northern-council"];
    this.coordinate("borvik", "file", "clearance", ...patrol, "--circle", "-18.05 -28.00", "--radius", "3 km", ...window("10:00", "12:00"));
    this.coordinate("northern-council", "consent", "--conditions", "two vehicles, by day");
    this.coordinate("isles-forum", "file", "notify", "--kind", "movement", "--to", "northern-council", "--to", "aldmere", "--corridor", "-18.30 -28.00; -17.80 -28.00", "--half-width", "500 m", ...window("13:15", "18:15"),
      "--call-sign", "Tern 1", "--vehicle", "truck, IF 204", "--cargo", "flour, 18 t");
    this.coordinate("isles-forum", "movement", "delayed", "--place", "bridge of Hask", "--held-from", "2023-06-20T13:40:00Z", "--held-until", "2023-06-20T14:55:00Z", "--held-by", "a checkpoint of local guards");
    const near = ["--circle", "-18.05 -28.02", "--radius", "1 km", ...window("12:15", "13:15")];
    const answer = JSON.parse(this.coordinate("aldmere", "check", "--kind", "patrol", ...near).trim().split("\n").at(-1)!) as { digest: string; disclosed: { key: string }[] };
    this.coordinate("aldmere", "file", "clearance", ...patrol, ...near, "--seen", answer.digest);
    const own = (JSON.parse(this.truce("coordinate", "mine", this.dir, "--viewer", "aldmere", "--format", "json").trim()) as { activity: string }).activity;
    this.coordinate("aldmere", "talk", "--about-activity", own, "--key", answer.disclosed[0]!.key, "--text", "can you be gone by noon?");
    this.coordinate("borvik", "talk", "--text", "by a quarter to, if the ford is dry");
    this.coordinate("borvik", "suspend", "castane", "--text", "after the shots of this morning");
    this.coordinate("isles-forum", "patrol", "--to", "northern-council", "--in-area", "EX-NW", "--from", "2023-06-20T08:00:00Z", "--until", "2023-06-20T16:00:00Z", "--text", "to the weapons store");
    this.coordinate("northern-council", "answer", "delayed", "--text", "after the holiday");
  }

  /** The mediator's fusion desk, a service key of its own, proposes which reports are of the cases that are open. */
  proposeLinks(): void {
    this.truce("keys", "new", "mediator-office", this.key("fusion"));
    this.truce("keys", "enrol", this.dir, this.key("fusion"), "--as", this.key("mediator-office"), "--kinds", "link.proposed");
    this.truce("fuse", this.dir, "--as", this.key("fusion"));
  }

  /** On a free port the first time, and on the same one again. */
  async serve(...more: string[]): Promise<void> {
    const port = this.base === "" ? await freePort() : Number(new URL(this.base).port);
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

  /** A desk of an institution, with its own copy of the program; the address that opens it. */
  async desk(institution: Institution): Promise<{ address: string; folder: string; stop: () => Promise<void> }> {
    const folder = join(this.folder, `${institution}-desk`);
    const secret = join(this.folder, "passphrase");
    writeFileSync(secret, "seven herons over the grey mill\n", { mode: 0o600 });
    const log = this.truce("record", "key", this.dir).trim().split(" ")[1]!;
    const desk = spawn(binary(), ["desk", folder, "--server", this.base, "--as", this.key(institution), "--log", log, "--passphrase-file", secret, "--listen", "127.0.0.1:0", "--every", "0.3", "--web", join(root, "web/dist")],
      { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    const address = await new Promise<string>((resolve, reject) => {
      const hear = (text: Buffer) => {
        said += text.toString();
        const found = /open it at (\S+)/.exec(said);
        if (found !== null) resolve(found[1]!);
      };
      desk.stdout.on("data", hear);
      desk.stderr.on("data", hear);
      desk.once("exit", (code) => reject(new Error(`truce desk ended with ${code}: ${said}`)));
    });
    return { address, folder, stop: () => ended(desk) };
  }

  /** The server ends; its folder stays. */
  async cut(): Promise<void> {
    if (this.server !== undefined) await ended(this.server);
  }
  async stop(): Promise<void> {
    await this.cut();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function ended(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null) return;
  const gone = new Promise((resolve) => process.once("exit", resolve));
  process.kill();
  await gone;
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
    args: ["--disable-gpu-compositing", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
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
