import { setTimeout } from "node:timers/promises";
import { type RedisServer, type StartRedisOptions, startRedis } from "@curfew/testing/redis-server";
import { Redis } from "ioredis";
import { onTestFinished } from "vitest";
import { closedPort } from "./listener.ts";

const SLOTS = 16_384;

/** A node of a cluster, which takes another for down after a second. */
export async function startNode(config: StartRedisOptions["config"] = {}): Promise<RedisServer> {
  return startRedis({
    config: {
      "cluster-enabled": "yes",
      "cluster-node-timeout": "1000",
      "cluster-port": String(await closedPort()),
      "repl-diskless-sync-delay": "0",
      ...config,
    },
  });
}

/** One command to a node. Connects and hangs up. */
export async function tell(node: RedisServer, name: string, ...args: (string | number)[]): Promise<unknown> {
  const client = new Redis(node.url);
  try {
    return await client.call(name, ...args);
  } finally {
    client.disconnect();
  }
}

/** A cluster of these nodes, in which each holds an equal part of the slots. */
export async function joinCluster(first: RedisServer, ...others: readonly RedisServer[]): Promise<void> {
  const primaries = [first, ...others];
  const share = Math.ceil(SLOTS / primaries.length);
  for (const [index, node] of primaries.entries()) {
    const last = Math.min(SLOTS, (index + 1) * share) - 1;
    await tell(node, "CLUSTER", "ADDSLOTSRANGE", index * share, last);
    await tell(node, "CLUSTER", "SET-CONFIG-EPOCH", index + 1);
  }
  for (const node of others) await meet(node, first);
  await Promise.all(primaries.map((node) => until(node, (info) => info.includes("cluster_state:ok"))));
}

/** Joins a node to the one it is to be the replica of; all others know it then, and would vote for it. */
export async function joinAsReplica(
  node: RedisServer,
  primary: RedisServer,
  others: readonly RedisServer[],
): Promise<void> {
  await meet(node, primary);
  const [own, id] = [String(await tell(node, "CLUSTER", "MYID")), String(await tell(primary, "CLUSTER", "MYID"))];
  while (!String(await tell(node, "CLUSTER", "NODES")).includes(id)) await sleep();
  await tell(node, "CLUSTER", "REPLICATE", id);
  while (!String(await tell(node, "INFO", "replication")).includes("master_link_status:up")) await sleep();
  const isKnown = new RegExp(`^${own} .* slave ${id} `, "m");
  for (const other of [primary, ...others]) {
    while (!isKnown.test(String(await tell(other, "CLUSTER", "NODES")))) await sleep();
  }
}

/** Moves a slot with all of its keys from one node to another, while clients go on; all nodes are told. */
export async function moveSlot(
  slot: number,
  from: RedisServer,
  to: RedisServer,
  nodes: readonly RedisServer[],
): Promise<void> {
  const [fromId, toId] = [String(await tell(from, "CLUSTER", "MYID")), String(await tell(to, "CLUSTER", "MYID"))];
  await tell(to, "CLUSTER", "SETSLOT", slot, "IMPORTING", fromId);
  await tell(from, "CLUSTER", "SETSLOT", slot, "MIGRATING", toId);
  for (;;) {
    const keys = (await tell(from, "CLUSTER", "GETKEYSINSLOT", slot, 100)) as string[];
    if (keys.length === 0) break;
    await tell(from, "MIGRATE", "127.0.0.1", to.port, "", 0, 5_000, "KEYS", ...keys);
  }
  const others = nodes.filter((node) => node !== from && node !== to);
  for (const node of [to, from, ...others]) await tell(node, "CLUSTER", "SETSLOT", slot, "NODE", toId);
}

async function meet(node: RedisServer, other: RedisServer): Promise<void> {
  const setting = await tell(other, "CONFIG", "GET", "cluster-port");
  await tell(node, "CLUSTER", "MEET", "127.0.0.1", other.port, String(Array.isArray(setting) ? setting[1] : ""));
}

async function until(node: RedisServer, holds: (info: string) => boolean): Promise<void> {
  while (!holds(String(await tell(node, "CLUSTER", "INFO")))) await sleep();
}

function sleep(): Promise<void> {
  return setTimeout(50);
}

/** A node that ends with the test. */
export async function nodeForTest(config?: StartRedisOptions["config"]): Promise<RedisServer> {
  const node = await startNode(config);
  onTestFinished(() => node.stop());
  return node;
}
