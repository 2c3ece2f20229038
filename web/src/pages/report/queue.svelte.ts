/** What waits in this browser to be signed and sent, in IndexedDB: it survives a lost line and a closed window. */
import { withStore } from "../../record/keystore.svelte.ts";
import type { Draft } from "./record.ts";

export type State = "waiting" | "recorded" | "refused";

export interface Queued {
  readonly id: string;
  readonly written_at: number;
  readonly register: string;
  readonly draft: Draft;
  readonly state: State;
  /** Of the draft's files: the bytes that are still to be sent, by their SHA-256. Those that were chosen before the page was loaded anew are not here. */
  readonly blobs?: Readonly<Record<string, Blob>>;
  /** How many of its files the server has. */
  readonly sent?: number;
  /** The entry that recorded it, or what the server refused. */
  readonly entry?: string;
  readonly refusal?: { readonly id: string; readonly what: string; readonly remedy: string };
}

class Queue {
  items = $state.raw<readonly Queued[]>([]);

  async load(): Promise<void> {
    const all = (await withStore("queue", "readonly", (store) => store.getAll())) as Queued[];
    this.items = all.sort((a, b) => a.written_at - b.written_at);
  }
  async put(item: Queued): Promise<void> {
    await withStore("queue", "readwrite", (store) => store.put({ ...item, draft: $state.snapshot(item.draft) }));
    await this.load();
  }
  async remove(id: string): Promise<void> {
    await withStore("queue", "readwrite", (store) => store.delete(id));
    await this.load();
  }
}

export const queue = new Queue();
