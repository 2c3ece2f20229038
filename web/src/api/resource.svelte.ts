/**
 * A value that comes from the server and is asked for again when what it depends on changes. While the new one is on
 * its way the old one stays, marked as stale, so that nothing jumps.
 */
import { isAbort, problemOf, type Problem } from "./client.ts";

export interface Resource<T> {
  readonly value: T | undefined;
  readonly problem: Problem | undefined;
  readonly loading: boolean;
  again: () => void;
}

/** `load` reads the reactive values that it depends on before its first await. Made while a component is set up. */
export function resource<T>(load: (signal: AbortSignal) => Promise<T>): Resource<T> {
  let value = $state.raw<T | undefined>(undefined);
  let problem = $state.raw<Problem | undefined>(undefined);
  let loading = $state(true);
  let turn = $state(0);

  $effect(() => {
    void turn;
    const stop = new AbortController();
    loading = true;
    load(stop.signal).then(
      (found) => {
        if (stop.signal.aborted) return;
        value = found;
        problem = undefined;
        loading = false;
      },
      (fault: unknown) => {
        if (stop.signal.aborted || isAbort(fault)) return;
        problem = problemOf(fault);
        loading = false;
      },
    );
    return () => stop.abort();
  });

  return {
    get value() { return value; },
    get problem() { return problem; },
    get loading() { return loading; },
    again: () => { ++turn; },
  };
}
