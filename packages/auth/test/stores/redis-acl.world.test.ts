import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type RedisServer, startRedis } from "@curfew/testing/redis-server";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { DiagnosableStore } from "../../src/stores/diagnostics.ts";
import { openRedisStore } from "../../src/stores/redis/index.ts";
import { CALLS, expectUnknown } from "./calls.ts";
import { follow, range, record, write } from "./conformance/set-up.ts";
import { conformance } from "./conformance.ts";
import { harnessOf } from "./harness.ts";
import { aclCommands, aclRules, makeAclUser } from "./network/acl.ts";
import { joinCluster, nodeForTest } from "./network/cluster.ts";
import { addedAfter, sentTo } from "./network/commands.ts";

// Real servers take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const OLDEST = "6.2.0";
const TIMEOUT_MS = 20_000;

let server: RedisServer;
let sent: Awaited<ReturnType<typeof sentTo>>;
let url: string;
beforeAll(async () => {
  server = await startRedis();
  sent = await sentTo(server);
  url = await makeAclUser(server);
});
afterAll(async () => {
  sent.stop();
  await server.stop();
});

function connect(to: string, keyPrefix = "{curfew}:"): DiagnosableStore {
  const store = openRedisStore({ url: to, timeoutMs: TIMEOUT_MS, logRetentionMs: 60_000, keyPrefix });
  onTestFinished(() => store.close());
  return store;
}

/** Everything that a store does for itself and for an operator. */
async function everything(store: DiagnosableStore): Promise<readonly string[]> {
  await follow(store);
  for (const [, call] of CALLS) await call(store);
  for (const settled of range(6)) await store.put(write([record("a")], { settled }));
  await store.put(write([record("a")], { keepLogMs: 60_000 }));
  await Promise.all([store.time(), store.size()]);
  return store.diagnose();
}

describe("a user with no more than the documented permissions", () => {
  // Below the prefix that the documented line names, each test has one of its own.
  conformance("redis", async (logRetentionMs) => {
    const options = { url, timeoutMs: TIMEOUT_MS, keyPrefix: `{curfew}:${randomUUID()}:`, logRetentionMs };
    return harnessOf({ connect: () => openRedisStore(options), pass: (ms) => sleep(ms) });
  });

  test("is told what an operator should change, and reaches another database", async () => {
    expect(await everything(connect(`${url}/3`))).toEqual([expect.stringContaining("Persistence is off")]);
  });

  test("reaches nothing under another prefix", async () => {
    for (const [, call] of CALLS) {
      const error = await expectUnknown(call(connect(url, "{other}:")), TIMEOUT_MS);
      expect(error.message).toContain("NOPERM");
    }
  });

  test("reaches the node of a cluster that holds the prefix", async () => {
    const nodes = await Promise.all(range(3).map(() => nodeForTest()));
    const [first, ...others] = nodes as [RedisServer, ...RedisServer[]];
    await joinCluster(first, ...others);
    const urls = await Promise.all(nodes.map((node) => makeAclUser(node)));
    await everything(connect(urls[0]?.replace("redis:", "redis-cluster:") ?? ""));
  });
});

describe("without one of its permissions something is refused:", () => {
  const OF_A_CLUSTER = /^cluster\|/;

  test.each(aclCommands().filter((command) => !OF_A_CLUSTER.test(command)))("%s", async (command) => {
    const lesser = await startRedis();
    onTestFinished(() => lesser.stop());
    const to = await makeAclUser(lesser, [...aclRules(), `-${command}`]);
    const outcome = await everything(connect(`${to}/3`)).then(String, (error: unknown) => String(error));
    // A server that doesn't tell its settings is no fault of its operator's.
    expect(outcome).toEqual(command === "config|get" ? "" : expect.stringContaining("NOPERM"));
  });

  test.each(aclCommands().filter((command) => OF_A_CLUSTER.test(command)))("%s", async (command) => {
    const node = await nodeForTest();
    await joinCluster(node);
    const to = await makeAclUser(node, [...aclRules(), `-${command}`]);
    const error = await expectUnknown(connect(to.replace("redis:", "redis-cluster:")).read(["a"]), TIMEOUT_MS);
    expect(error.message).toContain("NOPERM");
  });
});

test("nothing is sent that Redis 6.2 doesn't know, options included", async () => {
  await everything(connect(`${url}/3`));
  const commands = [...sent.commands(), ["auth", "user", "password"], ["cluster", "slots"], ["cluster", "keyslot"]];
  expect(new Set(commands.map(([name]) => name?.toLowerCase())).size).toBeGreaterThan(15);
  const client = new Redis(server.url);
  onTestFinished(() => client.disconnect());
  const newer = [
    ["expiretime", "k"],
    ["set", "k", "v", "PXAT"],
    ["expire", "k", "1", "nx"],
  ];
  expect(await addedAfter(OLDEST, newer, client)).toEqual(["expiretime 7.0.0", "expire NX 7.0.0"]);
  expect(await addedAfter(OLDEST, commands, client)).toEqual([]);
});
