import { test } from "vitest";
import { MODEL_TIMEOUT_MS, obeyAnyOrder } from "./any-order.ts";

test("Two instances obey the token rules in any order of calls (embedded)", { timeout: MODEL_TIMEOUT_MS }, () =>
  obeyAnyOrder("embedded", null),
);
