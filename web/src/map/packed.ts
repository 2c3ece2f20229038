/**
 * The lines of a TopoJSON (its "arcs": each a place and steps from there, in whole numbers), packed for the way: a step is a character,
 * small ones the first of the alphabet, which compresses to two thirds of what digits do.
 */
export type Arc = readonly (readonly number[])[];

export interface Packed {
  /** How many places each line has. */
  readonly lengths: string;
  /** Where each begins, as steps from where the one before began. */
  readonly starts: readonly number[];
  /** All steps to the east, then all to the north. */
  readonly steps: string;
}

const FIRST = 0x23;  // after the quotation mark
const BACKSLASH = 0x5c;

/** A whole number of at least 0 and at most 50,000: no quotation mark, no backslash, no half of a pair. */
const letter = (n: number) => String.fromCharCode(n + FIRST + (n + FIRST >= BACKSLASH ? 1 : 0));
const value = (text: string, at: number) => {
  const code = text.charCodeAt(at);
  return code - FIRST - (code > BACKSLASH ? 1 : 0);
};
/** 0, -1, 1, -2, ... as 0, 1, 2, 3, ... */
const folded = (n: number) => (n < 0 ? -2 * n - 1 : 2 * n);
const unfolded = (n: number) => (n % 2 === 0 ? n / 2 : -(n + 1) / 2);

export function pack(arcs: readonly Arc[]): Packed {
  const starts: number[] = [];
  let [lengths, east, north, x0, y0] = ["", "", "", 0, 0];
  for (const [[x = 0, y = 0] = [], ...steps] of arcs) {
    lengths += letter(steps.length);
    starts.push(x - x0, y - y0);
    [x0, y0] = [x, y];
    for (const [dx = 0, dy = 0] of steps) {
      east += letter(folded(dx));
      north += letter(folded(dy));
    }
  }
  return { lengths, starts, steps: east + north };
}

export function unpack({ lengths, starts, steps }: Packed): number[][][] {
  let [at, x, y] = [0, 0, 0];
  const half = steps.length / 2;
  return Array.from({ length: lengths.length }, (_, i) => {
    x += starts[2 * i]!;
    y += starts[2 * i + 1]!;
    const arc = [[x, y]];
    for (let left = value(lengths, i); left > 0; --left, ++at) arc.push([unfolded(value(steps, at)), unfolded(value(steps, half + at))]);
    return arc;
  });
}
