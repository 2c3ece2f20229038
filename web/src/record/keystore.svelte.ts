/** The keys of this browser, in IndexedDB. A CryptoKey that is not extractable can be kept there and never read out. */
import type { DeskKey } from "./sign.ts";

const NAME = "truce";
const KEYS = "keys";
const QUEUE = "queue";

/** One database for keys and for what waits to be sent. */
export function database(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const open = indexedDB.open(NAME, 1);
    open.onupgradeneeded = () => {
      open.result.createObjectStore(KEYS, { keyPath: "name" });
      open.result.createObjectStore(QUEUE, { keyPath: "id" });
    };
    open.onsuccess = () => resolve(open.result);
    open.onerror = () => reject(open.error ?? new Error("IndexedDB does not open"));
  });
}

export async function withStore<T>(store: string, mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await database();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = db.transaction(store, mode);
      const request = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error("IndexedDB refused"));
    });
  } finally {
    db.close();
  }
}

class KeyStore {
  keys = $state.raw<readonly DeskKey[]>([]);
  loaded = $state(false);

  async load(): Promise<void> {
    this.keys = (await withStore(KEYS, "readonly", (store) => store.getAll())) as DeskKey[];
    this.loaded = true;
  }
  async add(key: DeskKey): Promise<void> {
    await withStore(KEYS, "readwrite", (store) => store.put(key));
    await this.load();
  }
  async remove(name: string): Promise<void> {
    await withStore(KEYS, "readwrite", (store) => store.delete(name));
    await this.load();
  }
  named = (name: string | undefined) => this.keys.find((key) => key.name === name);
}

export const keystore = new KeyStore();
