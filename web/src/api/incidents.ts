/** Single incidents by their ids. */
import { get, Problem, type Incident } from "./client.ts";

export async function incidentOf(id: string, signal?: AbortSignal): Promise<Incident> {
  const [entry = "", n = ""] = id.split("/");
  return (await get("/api/incidents/{entry}/{n}", { path: { entry, n } }, { signal })).incident;
}

/** In the order of the ids, each once; without those that there are not, or not for who looks. */
export async function incidentsOf(ids: Iterable<string>, signal?: AbortSignal): Promise<Incident[]> {
  const found = await Promise.all([...new Set(ids)].filter((id) => id !== "").map((id) => incidentOf(id, signal).catch((fault: unknown) => {
    if (fault instanceof Problem && fault.status === 404) return undefined;
    throw fault;
  })));
  return found.filter((one) => one !== undefined);
}
