/** What every page needs to know of the mechanism, and who looks. Loaded once, and again when somebody signs in. */
import { get, type Schemas } from "./client.ts";
import { nameOf, ui, type Localised } from "../i18n/index.svelte.ts";

type Loaded = Schemas["mechanism"];

class Mechanism {
  value = $state.raw<Loaded | undefined>(undefined);
  me = $state.raw<Schemas["me"] | undefined>(undefined);
  /** Names of forces and groups, from the terms. */
  actors = $state.raw<ReadonlyMap<string, Localised>>(new Map());

  async load(): Promise<void> {
    const [mechanism, me] = await Promise.all([get("/api/mechanism", {}), get("/api/me", {})]);
    ui.zone = mechanism.zone;
    this.value = mechanism;
    this.me = me;
    if (this.actors.size === 0) void this.loadActors();
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
