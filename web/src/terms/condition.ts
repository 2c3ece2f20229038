/**
 * A condition of the terms (docs/formats/terms.md) taken apart into the questions that it asks, each in the machine form that a
 * verdict's tree has it in (question.ts), so that both are said in the same words. The server has checked the text: what is not
 * understood here gives nothing, and the page shows the text alone.
 */
export type Condition =
  | { readonly op: "all" | "any"; readonly of: readonly Condition[] }
  | { readonly op: "not"; readonly of: readonly [Condition] }
  | { readonly op: "question"; readonly literal: string };

const TOKEN = /\s*(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)|\.\.|[<>]=?|[(){},]|[A-Za-z0-9_-]+(?:\.\d+)?)/y;
const US: Readonly<Record<string, number>> = { us: 1, ms: 1e3, s: 1e6, min: 6e7, h: 3.6e9, d: 8.64e10 };
const MM: Readonly<Record<string, number>> = { mm: 1, m: 1e3, km: 1e6 };

/**
 *   instrument   of the clause: `bound` means bound by it
 */
export function condition(text: string, instrument: string): Condition | undefined {
  const tokens: string[] = [];
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < text.trimEnd().length;) {
    const found = TOKEN.exec(text);
    if (found === null) return undefined;
    tokens.push(found[1]!);
  }
  let at = 0;
  const take = (word: string) => tokens[at] === word && ++at > 0;
  const next = (): string => tokens[at++] ?? "";
  const need = (word: string) => { if (!take(word)) throw new SyntaxError(word); };
  const name = (): string => {
    const word = next();
    if (!/^[a-z0-9][a-z0-9_-]*$/.test(word)) throw new SyntaxError(word);
    return word;
  };
  const instant = (): number => {
    const us = Date.parse(next()) * 1000;
    if (Number.isNaN(us)) throw new SyntaxError("time");
    return us;
  };
  const amount = (units: Readonly<Record<string, number>>): number => {
    const found = Number(next()) * (units[next()] ?? Number.NaN);
    if (Number.isNaN(found)) throw new SyntaxError("number");
    return Math.round(found);
  };

  function chain(word: "AND" | "OR"): Condition {
    const of = [word === "OR" ? chain("AND") : literal()];
    while (take(word)) of.push(word === "OR" ? chain("AND") : literal());
    return of.length === 1 ? of[0]! : { op: word === "OR" ? "any" : "all", of };
  }
  function literal(): Condition {
    if (take("NOT")) return { op: "not", of: [group()] };
    return group();
  }
  function group(): Condition {
    if (!take("(")) return { op: "question", literal: atom() };
    const inner = chain("OR");
    need(")");
    return inner;
  }
  function atom(): string {
    const word = name();
    switch (word) {
      case "actor":
      case "target": {
        need("in");
        const set = name();
        return `${word}:${set}@${set === "bound" || set === "bound_or_supporting" ? instrument : ""}`;
      }
      case "inside":
      case "notified": {
        need("(");
        const what = name();
        need(")");
        return word === "inside" ? `inside:${what}` : `fact:notified_${what} in {yes}`;
      }
      case "within_km": {
        need("(");
        const area = name();
        need(",");
        const km = Number(next());
        need(")");
        if (Number.isNaN(km)) throw new SyntaxError("number");
        return `within:${area}:${Math.round(km * 1e6)}`;
      }
      case "before":
      case "after":
        return `${word}:${instant()}`;
      case "during": {
        const from = instant();
        need("..");
        return `during:${from}:${instant()}`;
      }
      case "responds_to": {
        need("(");
        need("prior");
        need(",");
        const us = amount(US);
        need(",");
        const mm = amount(MM);
        need(")");
        return `responds_to:${us}:${mm}`;
      }
      default:
        break;
    }
    if (take("is")) return `fact:${word} in {${name()}}`;
    if (take("in")) {
      need("{");
      const values = [name()];
      while (take(",")) values.push(name());
      need("}");
      return `fact:${word} in {${values.join(", ")}}`;
    }
    if (/^[<>]/.test(tokens[at] ?? "")) throw new SyntaxError("a comparison is not said in words");
    return `fact:${word} in {yes}`;
  }

  try {
    const whole = chain("OR");
    return at === tokens.length ? whole : undefined;
  } catch (fault) {
    if (fault instanceof SyntaxError) return undefined;
    throw fault;
  }
}
