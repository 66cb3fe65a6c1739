import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRedis } from "@curfew/testing/redis-server";
import { expect, onTestFinished, test } from "vitest";
import { startProcess, takeTime } from "../support/process.ts";
import { PATIENCE } from "./support.ts";

takeTime();

test("It logs when it listens, what it waits for, and when ready", async () => {
  const redis = await startRedis({ appendonly: true });
  onTestFinished(() => redis.stop());
  await redis.kill();
  const folder = await mkdtemp(join(tmpdir(), "curfew-announce-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const app = await startProcess({ APP_ORIGIN: "http://localhost:3000", DATA_DIR: folder, REDIS_URL: redis.url });
  onTestFinished(() => app.kill());
  const events = () => [...app.log().matchAll(/"event":"(listening|not_ready|ready)"/g)].map(([, event]) => event);
  await expect.poll(events, PATIENCE).toEqual(["listening", "not_ready"]);
  expect(app.log()).toMatch(/"event":"not_ready",.*"cause":"ECONNREFUSED"/);
  expect((await fetch(`${app.address}/readyz`)).status).toBe(503);
  await redis.restart();
  await expect.poll(events, PATIENCE).toEqual(["listening", "not_ready", "ready"]);
  expect((await fetch(`${app.address}/readyz`)).status).toBe(200);
});
