import { test } from "vitest";
import { CROWD_TIMEOUT_MS, expectNoLongTurn } from "./full-account.ts";

test("No call of a full account blocks the event loop for 100 ms: on SQLite", { timeout: CROWD_TIMEOUT_MS }, () =>
  expectNoLongTurn({}),
);
