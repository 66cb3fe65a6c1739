import { expect, test } from "vitest";
import { isNewEnough } from "../setup/node.mjs";

test.each([
  ["22.18.0", true],
  ["22.17.1", false],
  ["20.20.2", false],
  ["23.4.0", false],
  ["24.0.0", true],
  ["26.1.0", true],
])("Node.js %s is new enough: %s", (version, expected) => {
  expect(isNewEnough(version)).toBe(expected);
});
