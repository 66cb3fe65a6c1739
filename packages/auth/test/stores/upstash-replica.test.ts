import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { startRedis } from "@curfew/testing/redis-server";
import { createUpstashLocal, type UpstashLocal } from "@curfew/upstash-local";
import { Redis } from "@upstash/redis";
import { expect, onTestFinished, test, vi } from "vitest";
import { openUpstashStore } from "../../src/stores/upstash.ts";
import { record, write } from "./conformance/set-up.ts";

vi.setConfig({ testTimeout: 60_000 });

const token = randomUUID();

async function startUpstash(): Promise<UpstashLocal> {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const upstash = await createUpstashLocal({ redisUrl: server.url, token });
  onTestFinished(upstash.close);
  return upstash;
}

/**
 * A Global database: writes go to the primary, and reads to a replica, unless a client says what it
 * must have seen of the primary.
 */
async function startGlobal(primary: UpstashLocal, replica: UpstashLocal): Promise<string> {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const [name] = JSON.parse(body) as unknown[];
    const isRead = /^(get|mget)$/i.test(String(name)) && request.headers["upstash-sync-token"] === undefined;
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch((isRead ? replica : primary).url + request.url, { method: "POST", headers, body });
    response.writeHead(answer.status, { "upstash-sync-token": "1" }).end(await answer.text());
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const storeAt = (url: string) => openUpstashStore({ url, token, timeoutMs: 10_000, logRetentionMs: 60_000 });

test("Reads of a lagging replica are warned of, with what to do", async () => {
  const [primary, replica] = [await startUpstash(), await startUpstash()];
  const [warning, ...others] = await storeAt(await startGlobal(primary, replica)).diagnose();
  expect(warning).toMatch(/^Reads lag behind writes.*Use a regional database/);
  expect(others).toEqual([]);
});

test("Up-to-date reads cause no warning, and the probe removes itself", async () => {
  const primary = await startUpstash();
  const store = storeAt(await startGlobal(primary, primary));
  expect(await store.diagnose()).toEqual([]);
  const client = new Redis({ url: primary.url, token });
  const keys = await client.keys("*");
  expect(keys).toEqual([expect.stringContaining("probe:")]);
  const livesForMs = await client.pttl(keys[0] ?? "");
  expect(livesForMs).toBeGreaterThan(0);
  expect(livesForMs).toBeLessThanOrEqual(60_000);
});

test("A store reads its own writes from a lagging replica", async () => {
  const store = storeAt(await startGlobal(await startUpstash(), await startUpstash()));
  await store.put(write([record("a", "x")]));
  expect(await store.read(["a"])).toEqual(["x"]);
});
