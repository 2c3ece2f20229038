import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { barFor, contentTop, LIMIT_PX, rowsAt, tall, type Extent } from "./scroll.ts";

const small: Extent = { rows: 1000, rowHeight: 36, port: 600 };
const million: Extent = { rows: 1_000_000, rowHeight: 36, port: 600 };

describe("scrolling a table", () => {
  test("of a thousand rows is what a browser does", () => {
    assert.equal(tall(small), 36_000);
    assert.equal(contentTop(1234, small), 1234);
    assert.equal(barFor(1234, small), 1234);
  });
  test("of a million rows reaches the first and the last", () => {
    assert.equal(tall(million), LIMIT_PX);
    assert.deepEqual(rowsAt(contentTop(0, million), million, 0), [0, 17]);
    assert.equal(rowsAt(contentTop(LIMIT_PX - 600, million), million, 0)[1], 1_000_000);
  });
  test("a bar and the place it stands for lead back to each other", () => {
    for (const top of [0, 36, 17_999_964, 35_999_400]) assert.ok(Math.abs(contentTop(barFor(top, million), million) - top) < 0.01);
  });
  test("never asks for rows that are not there", () => {
    assert.deepEqual(rowsAt(0, { rows: 0, rowHeight: 36, port: 600 }, 5), [0, 0]);
    assert.deepEqual(rowsAt(barFor(1e12, small), small, 5), [1000 - 17 - 5, 1000]);
  });
});
