import { withoutIsolates } from "../i18n/languages.ts";

/** RFC 4180. A text that a spreadsheet would take for a formula begins with an apostrophe, as in the server's CSV. */
export function csv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(field).join(",") + "\r\n").join("");
}

function field(shown: string): string {
  const text = withoutIsolates(shown);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
