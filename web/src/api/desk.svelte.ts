/** The participant's own desk, where these pages are one's: how its line is, what was signed there. Asked again and again. */
import { get, type Schemas } from "./client.ts";

const EVERY_MS = 3000;

class Desk {
  /** Absent: these are the pages of a server, or the desk has not answered yet. */
  value = $state.raw<Schemas["desk"] | undefined>(undefined);
  private timer: ReturnType<typeof setInterval> | undefined;

  /** Once it is known that this is a desk. */
  start(): void {
    if (this.timer !== undefined) return;
    void this.load();
    this.timer = setInterval(() => void this.load(), EVERY_MS);
  }
  async load(): Promise<void> {
    try {
      this.value = await get("/api/desk", {});
    } catch {
      // The frame says that the line to these pages' own server is lost; what was known stays.
    }
  }
  entry = (id: string) => this.value?.outbox.find((one) => one.id === id);
}

export const desk = new Desk();
