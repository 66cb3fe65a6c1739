import { randomUUID } from "node:crypto";
import { setImmediate as immediate, setTimeout as sleep } from "node:timers/promises";
import { startRedis } from "@curfew/testing/redis-server";
import { expect, onTestFinished, test, vi } from "vitest";
import { openRedisStore } from "../../src/stores/redis/index.ts";
import { openUpstashStore } from "../../src/stores/upstash.ts";
import { record, write } from "./conformance/set-up.ts";
import { run } from "./programs/run.ts";

vi.setConfig({ testTimeout: 60_000 });

const TIMEOUT_MS = 400;
/** The answer is on its way for so long: it arrives while nobody reads. */
const DELAY_MS = 150;
const logRetentionMs = 60_000;

/** A deadline passes, and the answer lies unread: not because it is late, but because this process is. */
function holdTheLoop(): void {
  const end = performance.now() + 2 * TIMEOUT_MS;
  while (performance.now() < end);
}

test("An answer that arrived in time counts despite a blocked event loop", async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const token = randomUUID();
  const ports = run("slow", server.url, token, String(DELAY_MS)).lines[Symbol.asyncIterator]();
  const [redis, upstash] = [(await ports.next()).value, (await ports.next()).value];
  const stores = [
    openRedisStore({ url: `redis://127.0.0.1:${redis}`, timeoutMs: TIMEOUT_MS, logRetentionMs }),
    openUpstashStore({ url: `http://127.0.0.1:${upstash}`, token, timeoutMs: TIMEOUT_MS, logRetentionMs }),
  ];
  for (const store of stores) {
    await expect
      .poll(() => store.put(write([record("a", store.name)])), { timeout: 20_000 })
      .toMatchObject({ values: [] });
    const answer = store.read(["a"]);
    await sleep(DELAY_MS / 3);
    // After what is held here timers have their turn, before anything is read.
    await immediate();
    holdTheLoop();
    expect([store.name, await answer]).toEqual([store.name, [store.name]]);
    await store.close();
  }
});
