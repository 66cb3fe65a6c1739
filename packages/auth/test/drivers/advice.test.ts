import { expect, test } from "vitest";
import { adviceFrom } from "../../src/drivers/advice.ts";

test("what a server leaves out says nothing", () => {
  expect(adviceFrom("", null)).toEqual([]);
  expect(adviceFrom("", "")).toEqual([]);
  expect(adviceFrom("# Memory\r\nmaxmemory:0\r\n", "3600 1")).toEqual([]);
});

test("only a field of exactly that name counts, and its whole value", () => {
  const info = "x_maxmemory_policy:allkeys-lru\r\nmaxmemory_policy:noeviction\r\nmaster_role:slave\r\nrole:master\r\n";
  expect(adviceFrom(info, "")).toEqual([]);
  expect(adviceFrom(info.replace("y:noeviction", "y:volatile-lru"), "")).toEqual([
    expect.stringContaining("maxmemory-policy is volatile-lru:"),
  ]);
});
