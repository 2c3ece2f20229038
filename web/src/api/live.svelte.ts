/**
 * The line to the server: whether it stands, and how large the record is. Server-sent events say when the record grew;
 * a page that depends on it reads `live.size` and is computed anew. A lost line is tried again after 1, 2, 4 ... 60
 * seconds, at once when the browser says it is back, and is shown all the while.
 */
export type Line = "connecting" | "live" | "lost" | "offline";

class Live {
  line = $state<Line>("connecting");
  /** Size of the record as the server last told; 0 before that. */
  size = $state(0);
  /** Kinds of entries of the last event. */
  kinds = $state.raw<readonly string[]>([]);
  /** When the next try will be, milliseconds of Date.now(). */
  retryAt = $state(0);

  private source: EventSource | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private local = false;

  start(): void {
    addEventListener("online", () => this.connect());
    addEventListener("offline", () => {
      if (this.offline) this.line = "offline";
    });
    addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && this.line === "lost") this.connect();
    });
    this.connect();
  }

  /** The server is on this machine: whether the browser has a network does not matter. */
  atDesk(): void {
    if (this.local) return;
    this.local = true;
    if (this.line === "offline") this.connect();
  }
  private get offline(): boolean {
    return !this.local && !navigator.onLine;
  }

  /** Also after signing in or out: the stream is of whoever opened it. */
  connect(): void {
    clearTimeout(this.timer);
    this.source?.close();
    if (this.offline) {
      this.line = "offline";
      return;
    }
    if (this.line !== "live") this.line = "connecting";
    const source = new EventSource("/api/events");
    this.source = source;
    source.addEventListener("open", () => {
      this.line = "live";
      this.failures = 0;
    });
    source.addEventListener("record", (event) => {
      const { size, kinds } = JSON.parse((event as MessageEvent<string>).data) as { size: number; kinds?: string[] };
      this.kinds = kinds ?? [];
      this.size = size;
    });
    source.addEventListener("error", () => {
      source.close();
      this.line = this.offline ? "offline" : "lost";
      const wait = Math.min(60, 2 ** this.failures++) * 1000;
      this.retryAt = Date.now() + wait;
      this.timer = setTimeout(() => this.connect(), wait);
    });
  }
}

export const live = new Live();
