import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { authority } from "@curfew/testing/certificates";
import type { RedisServer } from "@curfew/testing/redis-server";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Store } from "../../src/blacklist/store.ts";
import { openRedisStore } from "../../src/stores/redis/index.ts";
import { CALLS, expectUnknown, recovery } from "./calls.ts";
import { record, write } from "./conformance/set-up.ts";
import { conformance } from "./conformance.ts";
import { harnessOf } from "./harness.ts";
import { joinAsReplica, joinCluster, nodeForTest, startNode, tell } from "./network/cluster.ts";
import { closedPort, listener } from "./network/listener.ts";
import { output, runUnder } from "./programs/run.ts";
import { place } from "./sqlite/place.ts";

// Real servers and processes take their time on a busy machine; what must be quick is measured by itself.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const TIMEOUT_MS = 10_000;

let nodes: RedisServer[] = [];
beforeAll(async () => {
  const [first, ...others] = await Promise.all([startNode(), startNode(), startNode()]);
  nodes = [first, ...others];
  await joinCluster(first, ...others);
});
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop()));
});

const urlOf = (ports: readonly number[]) => `redis-cluster://${ports.map((port) => `127.0.0.1:${port}`).join()}`;

function connect(ports: readonly number[], keyPrefix = `{${randomUUID()}}:`, timeoutMs = TIMEOUT_MS): Store {
  const store = openRedisStore({ url: urlOf(ports), timeoutMs, logRetentionMs: 60_000, keyPrefix });
  onTestFinished(() => store.close());
  return store;
}

// Each prefix is in a slot of its own, on any of the three.
conformance("redis", async (logRetentionMs) => {
  const [first] = nodes;
  const options = { url: urlOf([first?.port ?? 0]), timeoutMs: 20_000, keyPrefix: `{${randomUUID()}}:` };
  return harnessOf({ connect: () => openRedisStore({ ...options, logRetentionMs }), pass: (ms) => sleep(ms) });
});

describe("a cluster", () => {
  test("is asked for the node that holds the prefix", async () => {
    for (const keyPrefix of ["{a}:", "{b}:", "{c}:", "{d}:", "{e}:"]) {
      for (const node of nodes) await connect([node.port], keyPrefix).put(write([record("a", String(node.port))]));
      expect(await connect([nodes[0]?.port ?? 0], keyPrefix).read(["a"])).toEqual([String(nodes[2]?.port)]);
    }
  });

  test("answers though some of the nodes named are down or silent", async () => {
    const { port: silent } = await listener(() => {});
    const store = connect([await closedPort(), silent, nodes[1]?.port ?? 0]);
    await store.put(write([record("a")]));
    expect(await store.read(["a"])).toEqual(["value of a"]);
  });

  test("without a reachable node is unknown at once, without looping", async () => {
    const refusing = await listener((socket) => socket.destroy());
    const store = connect([await closedPort(), refusing.port]);
    const started = performance.now();
    let failed = 0;
    while (performance.now() < started + 1_500) {
      await Promise.all([1, 2, 3].map(() => expectUnknown(store.read(["a"]), TIMEOUT_MS)));
      failed += 1;
    }
    expect(failed).toBeGreaterThan(2);
    expect(refusing.connections()).toBeLessThan(8 + (performance.now() - started) / 200);
  });

  test("of which no node answers is unknown by its deadline", async () => {
    const { port } = await listener(() => {});
    for (const [, call] of CALLS) await expectUnknown(call(connect([port], undefined, 300)), 300);
  });

  test("without a node for the prefix's slot says so", async () => {
    const lone = await nodeForTest();
    await expect(connect([lone.port]).read(["a"])).rejects.toThrow("No node of the cluster holds the keys' slot");
  });

  test("is no server that isn't in one", async () => {
    const { port } = await nodeForTest({ "cluster-enabled": "no" });
    const error = await expectUnknown(connect([port]).read(["a"]), TIMEOUT_MS);
    expect(error.message).toBe("The redis store failed: ERR");
  });
});

describe("a cluster whose node becomes the replica of its replica", () => {
  async function pair() {
    const [primary, replica] = [await nodeForTest(), await nodeForTest()];
    // The majority that a failover needs is of two others.
    const others = [await nodeForTest(), await nodeForTest()];
    await joinCluster(primary, ...others);
    await joinAsReplica(replica, primary, others);
    const keyPrefix = "{06S}:"; // slot 0
    const store = connect([primary.port, ...others.map(({ port }) => port)], keyPrefix);
    await store.put(write([record("a", "before")]));
    return { primary, replica, store };
  }

  test("fails one call, and the next one reaches the new primary", async () => {
    const { primary, replica, store } = await pair();
    await tell(replica, "CLUSTER", "FAILOVER");
    while (!String(await tell(primary, "ROLE")).startsWith("slave")) await sleep(20);
    const took = await recovery(() => store.put(write([record("a", "after")])));
    expect(took).toBeLessThan(3_000);
    expect(await store.read(["a"])).toEqual(["after"]);
    expect(await connect([replica.port], "{06S}:").read(["a"])).toEqual(["after"]);
  });

  test("because it is dead goes on with the new primary", async () => {
    const { primary, replica, store } = await pair();
    await primary.kill();
    await expectUnknown(store.put(write([record("a", "lost")])), TIMEOUT_MS);
    while (!String(await tell(replica, "ROLE")).startsWith("master")) await sleep(20);
    expect(await recovery(() => store.put(write([record("a", "after")])))).toBeLessThan(3_000);
    expect(await store.read(["a"])).toEqual(["after"]);
  });
});

test("a cluster over TLS answers who believes its certificates", async () => {
  const own = authority();
  const { certificate, key } = own.certify("127.0.0.1");
  const { directory } = place();
  const [certFile, keyFile, caFile] = [join(directory, "cert"), join(directory, "key"), join(directory, "ca")];
  for (const [file, text] of [
    [certFile, certificate],
    [keyFile, key],
    [caFile, own.certificate],
  ] as const) {
    writeFileSync(file, text);
  }
  const port = await closedPort();
  const node = await nodeForTest({
    "tls-port": String(port),
    "tls-cert-file": certFile,
    "tls-key-file": keyFile,
    "tls-ca-cert-file": caFile,
    "tls-auth-clients": "no",
    "tls-cluster": "yes",
  });
  await joinCluster(node);
  const url = `rediss-cluster://127.0.0.1:${port}`;
  const known = { NODE_EXTRA_CA_CERTS: caFile };
  expect(await output(runUnder(known, "once", "redis", url, "", "20000"))).toEqual(["[null]"]);
  expect((await output(runUnder({}, "once", "redis", url, "", "20000"))).join()).toContain("SELF_SIGNED_CERT_IN_CHAIN");
});
