import { createTestClock } from "@curfew/auth/testing";
import { startRedis } from "@curfew/testing/redis-server";
import { expect, onTestFinished, test } from "vitest";
import { kindOf, WARNING_KINDS } from "../../src/backend/observability/metrics/warning-kinds.ts";
import { createWarnings } from "../../src/backend/observability/warnings.ts";
import { startService } from "./support.ts";

test("Each kind of warning is a metric, back at 0 afterwards", async () => {
  const redis = await startRedis({ config: { "maxmemory-policy": "allkeys-lru" } });
  onTestFinished(() => redis.stop());
  const service = await startService({ REDIS_URL: redis.url, REDIS_URI: "", DATABASE_UR: "x" });
  const warned = async () => {
    const figures = await service.figures();
    return WARNING_KINDS.filter((kind) => figures.get(`curfew_warning{kind="${kind}"}`) !== 0);
  };
  expect(await warned()).toEqual([]);
  await service.app.warnings.look();
  expect(await warned()).toEqual(["eviction", "persistence", "setting_mistyped"]);
});

test("Store events are counted by kind", () => {
  const { now: clock } = createTestClock();
  const kinds = (
    [
      "recovering",
      "recovered",
      "forgot",
      "forgot_again",
      "stray",
      "shared",
      "database_restored",
      "lagging",
      "readonly",
    ] as const
  ).map((type) => {
    const warnings = createWarnings({ log: () => {}, clock, advice: async () => [] });
    warnings.observe({ type, store: "redis", detail: "It is another one." });
    return warnings.current().map(kindOf);
  });
  expect(kinds.flat()).toEqual([
    ...[
      "store_recovering",
      "store_recovered",
      "store_lost_records",
      "store_lost_records",
      "store_stray",
      "store_shared",
    ],
    ...["database_restored", "reads_lag", "store_read_only"],
  ]);
});

test("A warning without a kind counts as other", () => {
  expect(kindOf("The moon is full.")).toBe("other");
  expect(WARNING_KINDS).toContain("other");
  expect(new Set(WARNING_KINDS).size).toBe(WARNING_KINDS.length);
});
