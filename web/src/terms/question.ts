/**
 * The questions of a verdict's tree in the reader's language, made from their machine form. A form that is not known here
 * gives nothing, and the page shows the server's English sentence.
 */
import type { Key } from "../i18n/index.svelte.ts";

export interface Asked {
  readonly key: Key;
  readonly args: Readonly<Record<string, string>>;
}

export interface Names {
  act: (id: string) => string;
  actor: (id: string) => string;
  area: (id: string) => string;
  instrument: (id: string) => string;
  fact: (id: string) => string;
  value: (id: string) => string;
  time: (us: number) => string;
  duration: (us: number) => string;
  metres: (m: number) => string;
  or: (items: string[]) => string;
}

export function question(literal: string, names: Names): Asked | undefined {
  const colon = literal.indexOf(":");
  const head = literal.slice(0, colon);
  const rest = literal.slice(colon + 1);
  switch (head) {
    case "act":
      return { key: "q.act", args: { acts: names.or(rest.split(", ").map(names.act)) } };
    case "actor":
    case "target": {
      const [who = "", instrument = ""] = rest.split("@");
      if (who === "designated" && instrument === "") return { key: `q.${head}_designated`, args: {} };
      if (who === "bound" && instrument !== "") return { key: `q.${head}_party`, args: { instrument: names.instrument(instrument) } };
      if (who === "bound_or_supporting") return { key: `q.${head}_bound`, args: { instrument: names.instrument(instrument) } };
      if (instrument !== "") return undefined;
      return { key: `q.${head}`, args: { who: names.actor(who) } };
    }
    case "in_force":
      return { key: "q.in_force", args: { instrument: names.instrument(rest.split(":")[0] ?? "") } };
    case "inside":
      return { key: "q.inside", args: { area: names.area(rest) } };
    case "within": {
      const [area = "", mm = ""] = rest.split(":");
      return /^\d+$/.test(mm) ? { key: "q.within", args: { area: names.area(area), distance: names.metres(Number(mm) / 1000) } } : undefined;
    }
    case "fact": {
      const found = /^(\S+) in \{(.*)\}$/.exec(rest);
      if (found === null) return undefined;
      return { key: "q.fact", args: { fact: names.fact(found[1]!), values: names.or(found[2]!.split(", ").map(names.value)) } };
    }
    case "before":
    case "after":
      return /^-?\d+$/.test(rest) ? { key: `q.${head}`, args: { time: names.time(Number(rest)) } } : undefined;
    case "during": {
      const [from, to] = rest.split(":").map(Number);
      return Number.isFinite(from) && Number.isFinite(to) ? { key: "q.during", args: { from: names.time(from!), to: names.time(to!) } } : undefined;
    }
    case "responds_to": {
      const [us, mm] = rest.split(":").map(Number);
      return Number.isFinite(us) && Number.isFinite(mm) ? { key: "q.responds_to", args: { within: names.duration(us!), distance: names.metres(mm! / 1000) } } : undefined;
    }
    default:
      return undefined;
  }
}
