/**
 * Writes src/api/schema.d.ts from the server's contract, or says that it is stale.
 *   node tools/api-types.ts [--check]
 */
import { readFileSync, writeFileSync } from "node:fs";

import openapiTS, { astToString } from "openapi-typescript";

const contract = new URL("../../schema/api.openapi.json", import.meta.url);
const target = new URL("../src/api/schema.d.ts", import.meta.url);

const head = "// Written by web/tools/api-types.ts from schema/api.openapi.json: do not edit.\n\n";
const text = head + astToString(await openapiTS(contract, { alphabetize: false, defaultNonNullable: false }));

if (process.argv.includes("--check")) {
  if (readFileSync(target, "utf8") !== text) {
    console.error("web/src/api/schema.d.ts: not what schema/api.openapi.json gives: run `node tools/api-types.ts` in web/");
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
}
