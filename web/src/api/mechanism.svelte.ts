/** What every page needs to know of the mechanism, and who looks. Loaded once, and again when somebody signs in. */
import { forgetKept, get, post, problemOf, type Schemas } from "./client.ts";
import { nameOf, ui, type Localised } from "../i18n/index.svelte.ts";

type Loaded = Schemas["mechanism"];

/** The key that this browser is signed in with, as it was last told; also after the window was closed. */
const SIGNED_IN = "truce.signed_in";
/** A clock of this device that goes wrong must not make it ask without end. */
const AGAIN_MS = 30_000;

class Mechanism {
  value = $state.raw<Loaded | undefined>(undefined);
  me = $state.raw<Schemas["me"] | undefined>(undefined);
  /** Who was signed in is not any more, and did not leave: with which key, and the id of the problem that says why. */
  over = $state.raw<{ readonly key: string; readonly why: "session.none" | "entry.revoked_key" } | undefined>(undefined);
  private expiry: ReturnType<typeof setTimeout> | undefined;
  /** Names of forces and groups, from the terms. */
  actors = $state.raw<ReadonlyMap<string, Localised>>(new Map());

  async load(): Promise<void> {
    // Who one is can be told before there is anything to be shown to the public.
    const [mechanism, me] = await Promise.allSettled([get("/api/mechanism", {}), get("/api/me", {})]);
    if (me.status === "fulfilled") await this.recognise(me.value);
    if (mechanism.status === "rejected") {
      if (problemOf(mechanism.reason).id === "publication.not_yet") this.value = undefined;
      throw mechanism.reason;
    }
    if (me.status === "rejected") throw me.reason;
    ui.zone = mechanism.value.zone;
    this.value = mechanism.value;
    if (this.actors.size === 0) void this.loadActors();
  }

  /** A session ends by itself, with the server, or with its key: it is said, and why, until somebody signs in or goes on without. */
  private async recognise(me: Schemas["me"]): Promise<void> {
    this.me = me;
    clearTimeout(this.expiry);
    const { key = "", expires } = me.viewer;
    if (me.desk === true) return;
    if (key !== "") {
      localStorage.setItem(SIGNED_IN, key);
      this.over = undefined;
      if (expires !== undefined) this.expiry = setTimeout(() => void this.load().catch(() => undefined), Math.max(AGAIN_MS, expires / 1000 - Date.now()));
      return;
    }
    const before = localStorage.getItem(SIGNED_IN);
    if (before === null || before === this.over?.key) return;
    await forgetKept();
    // What a revoked key would sign to come in is refused at once; that it was revoked may not be published yet.
    const asked = await post("/api/session/challenge", { key: before }).catch(problemOf);
    this.over = { key: before, why: "id" in asked && asked.id === "entry.revoked_key" ? asked.id : "session.none" };
  }
  /** Whoever was signed in has left, or goes on without. */
  leave(): void {
    localStorage.removeItem(SIGNED_IN);
    this.over = undefined;
  }

  private async loadActors(): Promise<void> {
    const { terms } = (await get("/api/agreement", {})) as unknown as { terms: Record<string, { id: string; name?: Localised }[]> };
    const named = ["force", "outside_force", "designated_group", "umbrella"].flatMap((list) => terms[list] ?? []);
    this.actors = new Map(named.map(({ id, name }) => [id, name ?? {}]));
  }

  get institution(): string {
    return this.me?.viewer.institution ?? "";
  }

  register = (id: string) => this.value?.registers.find((r) => r.id === id);
  registerName = (id: string): string => nameOf(this.register(id)?.names) || id;
  /** Who keeps a register: the short name for a column, where the register's own is too long. */
  recorderName = (id: string): string => {
    const recorder = this.value?.participants.find((p) => p.id === this.register(id)?.recorder);
    return nameOf(recorder?.names) || this.registerName(id);
  };
  participantName = (id: string): string => nameOf(this.value?.participants.find((p) => p.id === id)?.names) || id;
  /** Participants, forces and groups by name; what a source wrote itself stays as it wrote it. */
  actorName = (id: string): string => nameOf(this.value?.participants.find((p) => p.id === id)?.names) || nameOf(this.actors.get(id)) || id;
  actTitle = (id: string): string => nameOf(this.value?.acts.find((a) => a.id === id)?.title) || id.replaceAll("_", " ");
  divisionName = (id: string): string => nameOf(this.value?.divisions.find((d) => d.id === id)?.names) || id;
  findingTitle = (id: string): string => nameOf(this.value?.findings.find((f) => f.id === id)?.title) || id;
  findingMeans = (id: string) => this.value?.findings.find((f) => f.id === id)?.means;
  factTitle = (id: string): string => nameOf(this.value?.facts.find((f) => f.id === id)?.title) || id.replaceAll("_", " ");
}

export const mechanism = new Mechanism();
