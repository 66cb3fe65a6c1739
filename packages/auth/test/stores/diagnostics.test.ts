import { expect, test } from "vitest";
import { diagnosticsOf } from "../../src/stores/diagnostics.ts";

test("what a server leaves out says nothing", () => {
  expect(diagnosticsOf("", null)).toEqual([]);
  expect(diagnosticsOf("", "")).toEqual([]);
  expect(diagnosticsOf("# Memory\r\nmaxmemory:0\r\n", "3600 1")).toEqual([]);
});

test("only a field of exactly that name counts, and its whole value", () => {
  const info = "x_maxmemory_policy:allkeys-lru\r\nmaxmemory_policy:noeviction\r\nmaster_role:slave\r\nrole:master\r\n";
  expect(diagnosticsOf(info, "")).toEqual([]);
  expect(diagnosticsOf(info.replace("y:noeviction", "y:volatile-lru"), "")).toEqual([
    expect.stringContaining("maxmemory-policy is volatile-lru:"),
  ]);
});
