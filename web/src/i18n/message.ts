/**
 * Messages with arguments: the part of ICU MessageFormat that the pages use.
 *
 *   {name}                                          the argument, as text or as a number in the language's digits
 *   {n, plural, =0 {none} one {# day} other {# days}}    by Intl.PluralRules; # is the number
 *   {kind, select, a {...} other {...}}             by the argument's text
 *
 * A message that is not in this form throws when it is compiled: a test compiles every message of every language.
 */

export type Arguments = Readonly<Record<string, string | number>>;
type Part = string | ((args: Arguments, number: string) => string);

export interface Locale {
  plural: (n: number) => Intl.LDMLPluralRule;
  number: (n: number) => string;
  /** An argument that is text, made to stand by itself in the message; absent: as it is. */
  text?: (text: string) => string;
}

/** The message, read once, to be used with any arguments. */
export function compile(message: string, locale: Locale): (args: Arguments) => string {
  const parts = new Reader(message, locale).parts(true);
  return (args) => join(parts, args, "");
}

export const format = (message: string, args: Arguments, locale: Locale): string => compile(message, locale)(args);

/** The names of the arguments that a message asks for, in alphabetical order: those of two languages must agree. */
export function argumentNames(message: string): string[] {
  const reader = new Reader(message, { plural: () => "other", number: String });
  reader.parts(true);
  return [...reader.names].sort();
}

/** The plural categories that a message offers, one list for each plural in it. */
export function pluralForms(message: string): string[][] {
  const reader = new Reader(message, { plural: () => "other", number: String });
  reader.parts(true);
  return reader.plurals;
}

const join = (parts: readonly Part[], args: Arguments, number: string) =>
  parts.map((part) => (typeof part === "string" ? part : part(args, number))).join("");

class Reader {
  readonly names = new Set<string>();
  readonly plurals: string[][] = [];
  private readonly text: string;
  private readonly locale: Locale;
  private at = 0;

  constructor(text: string, locale: Locale) {
    this.text = text;
    this.locale = locale;
  }

  parts(outermost: boolean): Part[] {
    const out: Part[] = [];
    let run = "";
    const flush = () => {
      if (run !== "") out.push(run);
      run = "";
    };
    for (;;) {
      const c = this.text[this.at];
      if (c === undefined) {
        if (!outermost) throw this.refused("a brace is not closed");
        flush();
        return out;
      }
      if (c === "}") {
        if (outermost) throw this.refused("a brace closes nothing");
        flush();
        return out;
      }
      ++this.at;
      if (c === "{") {
        flush();
        out.push(this.argument());
      } else if (c === "#" && !outermost) {
        flush();
        out.push((_, number) => number);
      } else {
        run += c;
      }
    }
  }

  private argument(): Part {
    const name = this.word();
    this.names.add(name);
    if (this.skip("}")) return (args) => this.shown(args, name);
    this.expect(",");
    const kind = this.word();
    this.expect(",");
    const cases = this.cases();
    if (!cases.has("other")) throw this.refused(`"other" is missing for ${name}`);
    if (kind === "select") {
      return (args, number) => join(cases.get(String(args[name])) ?? cases.get("other") ?? [], args, number);
    }
    if (kind !== "plural") throw this.refused(`neither plural nor select: ${kind}`);
    this.plurals.push([...cases.keys()].filter((key) => !key.startsWith("=")));
    return (args) => {
      const n = Number(args[name]);
      const chosen = cases.get(`=${n}`) ?? cases.get(this.locale.plural(n)) ?? cases.get("other") ?? [];
      return join(chosen, args, this.locale.number(n));
    };
  }

  private cases(): Map<string, Part[]> {
    const cases = new Map<string, Part[]>();
    while (!this.skip("}")) {
      const key = this.word();
      this.expect("{");
      cases.set(key, this.parts(false));
      this.expect("}");
    }
    return cases;
  }

  private shown(args: Arguments, name: string): string {
    const value = args[name];
    if (value === undefined) throw this.refused(`no argument ${name}`);
    return typeof value === "number" ? this.locale.number(value) : (this.locale.text?.(value) ?? value);
  }

  private word(): string {
    this.blanks();
    const found = /^[=A-Za-z0-9_.-]+/.exec(this.text.slice(this.at))?.[0];
    if (found === undefined) throw this.refused("a name was expected");
    this.at += found.length;
    this.blanks();
    return found;
  }

  private skip(c: string): boolean {
    this.blanks();
    if (this.text[this.at] !== c) return false;
    ++this.at;
    return true;
  }

  private expect(c: string): void {
    if (!this.skip(c)) throw this.refused(`"${c}" was expected`);
  }

  /** Blanks between the words of an argument; those of the message's own text are kept. */
  private blanks(): void {
    while (/\s/.test(this.text[this.at] ?? "")) ++this.at;
  }

  private refused(what: string): Error {
    return new Error(`message "${this.text}": ${what}`);
  }
}
