/** The talks as the server tells them. A step's body is typed here: its members depend on its kind (docs/formats/talks.md). */
import type { Schemas } from "./client.ts";
import { mechanism } from "./mechanism.svelte.ts";
import { list, nameOf, t, type Key } from "../i18n/index.svelte.ts";

export type Round = Schemas["talk_round"];
export type TalkDocument = Schemas["talk_document"];
export type Commitment = Schemas["talk_commitment"];
export type Choice = Schemas["talk_choice"];
export type Missing = Schemas["talk_missing"];

export type Clause = { id: string; text: Record<string, string> };
export interface TalkBody {
  readonly kind: string;
  readonly audience: "public" | "mechanism" | "session";
  readonly about?: string;
  readonly round?: string;
  readonly session?: string;
  readonly title?: string;
  readonly text?: string;
  readonly texts?: Record<string, string>;
  readonly clauses?: Clause[];
  readonly languages?: string[];
  readonly source?: string;
  readonly speaker?: string;
  readonly quote?: string;
  readonly language?: string;
  readonly body?: string;
  readonly verb?: string;
  readonly object?: string;
  readonly when?: [number, number];
  readonly to?: string[];
  readonly role?: string;
  readonly owed?: { who: string; due?: number }[];
  readonly reported?: { by?: string[]; at?: [number, number]; source: string };
}
export type TalkStep = Omit<Schemas["talk_step"], "body"> & { body: TalkBody };
/** The same steps with their bodies' members. */
export const stepsOf = (steps: readonly Schemas["talk_step"][]) => steps as unknown as readonly TalkStep[];

/** A participant by its name; what is none by the terms as the invitation or the record calls it. */
export const who = (id: string | undefined, name?: string) => (id === undefined || id === "" ? t("talks.not_stated") : mechanism.actorName(id) !== id ? mechanism.actorName(id) : (name ?? id));
export const whoAll = (ids: readonly string[]) => list(ids.map((id) => who(id)));
export const roleName = (id: string) => nameOf(mechanism.value?.roles.find((role) => role.id === id)?.title) || id;
/** A word of the talks' own vocabulary. */
export const said = (prefix: "phase" | "manner" | "access" | "missing" | "document.status" | "document.as" | "stance" | "promise" | "outcome" | "document.change" | "containment", name: string) => t(`${prefix}.${name}` as Key);

export const roundHref = (id: string) => `/talks/round/${id}`;
export const documentHref = (id: string) => `/talks/document/${id}`;

/** The shape that a state's word stands beside: what is settled, what waits, what is disputed; never a verdict. */
export const markOf = (state: string) =>
  state === "in_force" || state === "signed" || state === "fulfilled" ? ("agreed" as const)
  : state === "contested" || state === "disputed" ? ("disputed" as const)
  : state === "said_fulfilled" || state === "open_for_signature" ? ("one-sided" as const)
  : ("open" as const);
