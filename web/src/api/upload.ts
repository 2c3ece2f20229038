/** A file to the server, piece by piece, by the SHA-256 of its bytes: after a broken line it goes on where it was. */
import { Problem, get, post, put, type Schemas } from "./client.ts";

const PIECE = 1 << 20;

export async function upload(file: Blob, sha256: string, told: (held: number) => void = () => undefined): Promise<void> {
  let { held } = await get("/api/uploads/{sha256}", { path: { sha256 } }).catch((fault: unknown) => {
    if (fault instanceof Problem && fault.id === "upload.unknown") return { held: 0 };
    throw fault;
  });
  while (held < file.size) {
    told(held);
    ({ held } = await put<Schemas["upload"]>(`/api/uploads/${sha256}?bytes=${file.size}&from=${held}`, file.slice(held, held + PIECE)));
  }
}

/** Beside the record, where a recorded report of one's own cites it. */
export async function attach(file: Blob, sha256: string, item: string): Promise<void> {
  await upload(file, sha256);
  await post("/api/attachments", { sha256, item });
}
