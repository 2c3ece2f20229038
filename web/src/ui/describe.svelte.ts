/** An incident's parts in words of the reader's language. */
import type { Incident, Region } from "../api/client.ts";
import { mechanism } from "../api/mechanism.svelte.ts";
import { beside, comma, list, nameOf, number, t, ui, type Localised } from "../i18n/index.svelte.ts";
import { span } from "../i18n/time.svelte.ts";
import type { Region as Drawn } from "../map/region.ts";

export function metres(m: number): string {
  return m < 1000 ? t("unit.m", { n: number(Math.round(m)) }) : t("unit.km", { n: number(m / 1000, { maximumFractionDigits: m < 10_000 ? 1 : 0 }) });
}

const degrees = (mdeg: number) => `${number(Math.round(mdeg / 1000))}°`;

/** Titles of the atlas's areas: set by whoever loads /api/areas. */
class Atlas {
  titles = $state.raw<ReadonlyMap<string, Readonly<Record<string, string>>>>(new Map());
}
export const atlas = new Atlas();

/** The name of an area: as the mechanism calls a division that is this area alone, so that a map and a table beside it have one name for it; else its title in the atlas. */
export function areaNamed(id: string, title: Localised | undefined): string {
  const own = mechanism.value?.divisions.find((d) => d.areas.length === 1 && d.areas[0] === id)?.names[ui.language] ?? title?.[ui.language];
  return own ?? (nameOf(title) || id);
}
export const areaTitle = (id: string): string => areaNamed(id, atlas.titles.get(id));

export function regionWords(region: Region | Drawn, place?: string): string {
  const drawn = region as Drawn;
  switch (drawn.kind) {
    case "circle":
      return place === undefined || place === "" ? t("region.circle_bare", { radius: metres(drawn.radius_mm / 1000) }) : t("region.circle", { radius: metres(drawn.radius_mm / 1000), place });
    case "areas": {
      const areas = list(drawn.areas.map(areaTitle), "disjunction");
      return place === undefined || place === "" ? t("region.areas", { areas }) : `${place}${comma()}${areas}`;
    }
    case "sector":
      return t("region.sector", { from: degrees(drawn.bearing_from_mdeg), to: degrees(drawn.bearing_to_mdeg), near: metres(drawn.distance_min_mm / 1000), far: metres(drawn.distance_max_mm / 1000) });
    case "polygon":
      return t("region.polygon");
    default:
      return place === undefined || place === "" ? t("region.unknown") : place;
  }
}

export const placeWords = (incident: Incident) => regionWords(incident.region, incident.place);

/** Whether who looks may be told less of this record than its register says: what is then absent is not "not stated". */
export const withheld = (incident: Incident) => mechanism.value?.viewer.audience === "public" && incident.place_detail !== "exact";
export const unsaid = (incident: Incident) => (withheld(incident) ? t("actor.not_shown") : t("actor.not_stated"));

/** Participants and forces have names; what a source wrote itself is shown as it wrote it. */
export const actors = (ids: readonly string[] | undefined) => (ids === undefined || ids.length === 0 ? t("actor.not_stated") : list(ids.map((id) => (id === "civilians" ? t("value.civilians") : mechanism.actorName(id))), "disjunction"));

/** What a person calls a record: what, where, when, and who recorded it. */
export const recordTitle = (incident: Incident) => [mechanism.actTitle(incident.act), placeWords(incident), span(incident.from, incident.to), mechanism.recorderName(incident.register)].join(beside());

export const incidentHref = (id: string) => `/incident/${id}`;
