/**
 * The contract by other people's tools: Redocly's rules find nothing wrong with it, and a client whose calls are generated from it
 * (openapi-typescript, openapi-fetch) signs in, files a report and finds it again.
 */
import assert from "node:assert/strict";
import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { createConfig, lint } from "@redocly/openapi-core";
import createClient from "openapi-fetch";

import type { paths } from "../src/api/schema.d.ts";
import { Mechanism } from "./mechanism.ts";

let mechanism: Mechanism;

before(async () => {
  mechanism = new Mechanism();
  await mechanism.serve();
});
after(() => mechanism.stop());

test("the contract is sound by Redocly's rules", async () => {
  const contract = fileURLToPath(new URL("../../schema/api.openapi.json", import.meta.url));
  // Every operation has the one shape of refusals as its default; who may ask what is told in words; names of operations are their paths.
  const config = await createConfig({
    extends: ["recommended"],
    rules: { "operation-operationId": "off", "operation-4xx-response": "off", "security-defined": "off" },
  });
  const problems = await lint({ ref: contract, config });
  assert.deepEqual(problems.map((one) => `${one.ruleId}: ${one.message} ${one.location[0]?.pointer ?? ""}`), []);
});

/** A key file of truce, as one signs a C2SP note with it. */
function signer(file: string): { name: string; note: (text: string) => string } {
  const [marker, word, name, id, data] = split(readFileSync(file, "utf8").trim());
  assert.deepEqual([marker, word], ["PRIVATE", "KEY"]);
  const seed = Buffer.from(data ?? "", "base64").subarray(1);
  const key = createPrivateKey({ key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]), format: "der", type: "pkcs8" });
  return {
    name: name ?? "",
    note: (text) => `${text}\n\u2014 ${name} ${Buffer.concat([Buffer.from(id ?? "", "hex"), sign(null, Buffer.from(text), key)]).toString("base64")}\n`,
  };
}

/** At most five parts: base64 may hold a plus. */
function split(line: string): string[] {
  const parts = line.split("+");
  return [...parts.slice(0, 4), parts.slice(4).join("+")];
}

test("a generated client signs in, files a report, and finds it", async () => {
  const desk = signer(mechanism.key("borvik"));
  const client = createClient<paths>({ baseUrl: mechanism.base });
  const challenge = await client.POST("/api/session/challenge", { body: { key: desk.name } });
  assert.ok(challenge.data, JSON.stringify(challenge.error));
  const session = await client.POST("/api/session", { body: { note: desk.note(challenge.data.text) } });
  assert.ok(session.data, JSON.stringify(session.error));
  const cookie = session.response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const headers = { Cookie: cookie };
  const composed = await client.POST("/api/reports/compose", {
    headers,
    body: {
      key: desk.name,
      register: "borvik-centre",
      records: [{ kind: "report", source_id: "G-1", time_from: "2023-06-10T10:00:00Z", time_to: "2023-06-10T11:00:00Z", act: "artillery", lat: -19.02, lon: -28.02, radius_m: 500 }],
    },
  });
  assert.ok(composed.data, JSON.stringify(composed.error));
  const { text, body, items } = composed.data;
  const filed = await client.POST("/api/entries", { headers, body: { note: desk.note(text), body, ...(items === undefined ? {} : { items }) } });
  assert.equal(filed.response.status, 201, JSON.stringify(filed.error));
  const page = await client.GET("/api/incidents", { headers, params: { query: { q: "g-1", register: "borvik-centre" } } });
  assert.ok(page.data, JSON.stringify(page.error));
  assert.deepEqual(page.data.items.map((one) => one.source_id), ["G-1"]);
  const refused = await client.GET("/api/incidents/{entry}/{n}", { headers, params: { path: { entry: "none", n: "1" } } });
  assert.equal(refused.error?.error.id, "incident.unknown");
});
