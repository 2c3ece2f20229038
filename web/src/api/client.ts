/**
 * Calls to the server, typed by its contract (schema/api.openapi.json). Every failure, also of the line, is a Problem:
 * what is the matter, where, and what to do.
 */
import type { components, paths } from "./schema.d.ts";

export type Schemas = components["schemas"];
export type Incident = Schemas["incident"];
export type Verdict = Schemas["verdict"];
export type Region = Schemas["region"];
export type Bulletin = Schemas["bulletin.schema"];
export type CaseRow = Schemas["case_row"];
export type Register = Schemas["register"];
export type Participant = Schemas["participant"];
export type Range = Schemas["range"];

type Get<P extends keyof paths> = paths[P] extends { get: infer G } ? G : never;
type Query<P extends keyof paths> = Get<P> extends { parameters: { query?: infer Q } } ? Exclude<Q, undefined> : never;
type Path<P extends keyof paths> = Get<P> extends { parameters: { path: infer V } } ? V : undefined;
type Answer<P extends keyof paths> = Get<P> extends { responses: { 200: { content: infer C } } } ? C[keyof C & "application/json"] extends infer J
      ? [J] extends [never] ? C[keyof C] : J
      : never
  : never;

/** What went wrong. `id` is the server's stable one; those that begin with "line." are made here. */
export class Problem extends Error {
  readonly id: string;
  readonly where: string;
  readonly remedy: string;
  readonly status: number;

  constructor(id: string, what: string, where: string, remedy: string, status: number) {
    super(what);
    this.name = "Problem";
    this.id = id;
    this.where = where;
    this.remedy = remedy;
    this.status = status;
  }
}

/** The problem that anything thrown stands for. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  return new Problem("page.fault", thrown instanceof Error ? thrown.message : String(thrown), "", "", 0);
}

const unanswered = (address: string) => new Problem(navigator.onLine ? "line.no_answer" : "line.offline", "", address, "", 0);

/** Why a page is not here: its code is fetched when somebody first opens it, and the browser says in English that it did not come. */
export const notLoaded = (fault: unknown) => (/import|preload|module/i.test(problemOf(fault).message) ? unanswered("") : problemOf(fault));

interface Options {
  readonly signal?: AbortSignal | undefined;
}

type Parameters<P extends keyof paths> = { query?: Partial<Query<P>> } & (Path<P> extends undefined ? object : { path: Path<P> });

export async function get<P extends keyof paths>(path: P, parameters: Parameters<P>, options: Options = {}): Promise<Answer<P>> {
  const answer = await send(addressOf(path, parameters), { method: "GET", signal: options.signal ?? null });
  const type = answer.headers.get("content-type") ?? "";
  return (/json/.test(type) ? await answer.json() : await answer.text()) as Answer<P>;
}

/** The address of a call, for a link or an export. */
export function addressOf(path: string, parameters: { query?: object | undefined; path?: unknown }): string {
  let address = path;
  for (const [name, value] of Object.entries((parameters.path ?? {}) as object)) address = address.replace(`{${name}}`, encodeURIComponent(String(value)));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters.query ?? {})) {
    if (value !== undefined && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return text === "" ? address : `${address}?${text}`;
}

type PostBody<P extends keyof paths> = paths[P] extends { post: { requestBody: { content: { "application/json": infer B } } } } ? B : never;
type PostAnswer<P extends keyof paths> = paths[P] extends { post: { responses: { 200: { content: { "application/json": infer A } } } | { 202: { content: { "application/json": infer A } } } } } ? A : never;

export async function post<P extends keyof paths>(path: P, body: PostBody<P>, id = ""): Promise<PostAnswer<P>> {
  const answer = await send(path.replace("{id}", id), { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  return (await answer.json()) as PostAnswer<P>;
}

/** Bytes to the server, as they are. */
export async function put<A>(address: string, body: Blob): Promise<A> {
  return (await (await send(address, { method: "PUT", headers: { "content-type": "application/octet-stream" }, body })).json()) as A;
}

/** What the service worker keeps for whoever was signed in is nobody else's: before another comes or this one goes. */
export async function forgetKept(): Promise<void> {
  if ("caches" in globalThis) await caches.delete("truce-data");
}

export async function signOut(): Promise<void> {
  await forgetKept();
  await send("/api/session", { method: "DELETE", headers: { "content-type": "application/json" } });
}

export async function text(address: string, options: Options = {}): Promise<string> {
  return (await send(address, { method: "GET", signal: options.signal ?? null })).text();
}

export async function bytes(address: string, options: Options = {}): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await send(address, { method: "GET", signal: options.signal ?? null })).arrayBuffer());
}

/** The answer if it is a success, else throws the Problem. An abort is passed on: it is nobody's problem. */
async function send(address: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(address, { credentials: "same-origin", ...init });
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === "AbortError") throw fault;
    throw unanswered(address);
  }
  if (answer.ok) return answer;
  const body = await answer.text();
  try {
    const { error } = JSON.parse(body) as Schemas["error"];
    return refuse(new Problem(error.id, error.what, error.where, error.remedy, answer.status), address);
  } catch (fault) {
    if (fault instanceof Problem) throw fault;
    throw new Problem("line.not_truce", `${answer.status} ${answer.statusText}`, address, "", answer.status);
  }
}

/** Refusals that mean that nobody is signed in any more, whatever was asked. */
const LAPSED = new Set(["session.none", "entry.revoked_key"]);
let lapsed: () => void = () => undefined;
/** Hears when an answer shows that who was signed in is not any more. One listener: the frame. */
export function onLapse(hears: () => void): void {
  lapsed = hears;
}

function refuse(problem: Problem, address: string): never {
  if (LAPSED.has(problem.id) && !address.startsWith("/api/session")) lapsed();
  throw problem;
}

export const isAbort = (thrown: unknown) => thrown instanceof DOMException && thrown.name === "AbortError";
