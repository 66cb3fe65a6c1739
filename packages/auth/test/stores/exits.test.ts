import { startRedis } from "@curfew/testing/redis-server";
import { createUpstashLocal } from "@curfew/upstash-local";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { closedPort, listener } from "./network/listener.ts";
import { output, run } from "./programs/run.ts";
import { place } from "./sqlite/place.ts";

// Real servers and processes take their time on a busy machine; what must be quick is measured by itself.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const TOKEN = "a-token-for-this-test-alone";

describe("a process ends by itself once its store is closed", () => {
  test("sqlite", async () => {
    expect(await output(run("once", "sqlite", place().path))).toEqual(["[null]"]);
  });

  test("redis, and upstash", async () => {
    const server = await startRedis();
    onTestFinished(() => server.stop());
    const upstash = await createUpstashLocal({ redisUrl: server.url, token: TOKEN });
    onTestFinished(() => upstash.close());
    expect(await output(run("once", "redis", server.url, "", "20000"))).toEqual(["[null]"]);
    expect(await output(run("once", "upstash", upstash.url, TOKEN, "20000"))).toEqual(["[null]"]);
  });

  test.each(["redis", "upstash"])("%s, without a listener", async (kind) => {
    const [line] = await output(run("once", kind, urlOf(kind, await closedPort()), TOKEN));
    expect(line).toContain("StoreError");
  });

  test.each(["redis", "upstash"])("%s, when it is never answered", async (kind) => {
    const { port } = await listener(() => {});
    const [line] = await output(run("once", kind, urlOf(kind, port), TOKEN));
    expect(line).toContain("StoreError");
  });
});

function urlOf(kind: string, port: number): string {
  return `${kind === "redis" ? "redis" : "http"}://127.0.0.1:${port}`;
}
