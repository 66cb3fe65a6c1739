import { randomUUID } from "node:crypto";
import { type FaultProxy, type RedisFault, type RestFault, startFaultProxy } from "@curfew/testing/fault-proxy";
import type { RedisServer } from "@curfew/testing/redis-server";
import type { UpstashLocal } from "@curfew/upstash-local";
import type { Store } from "../../src/index.ts";
import { openRedisStore } from "../../src/stores/redis/index.ts";
import { openUpstashStore } from "../../src/stores/upstash.ts";

/** The line to a real server that can be cut, and a way around it. All its stores hold the same records, of its own. */
export interface Line<Fault> {
  readonly proxy: FaultProxy<Fault>;
  /** A store at the end of the line. */
  connect(timeoutMs: number): Store;
  /** The same store, reached past the proxy. */
  direct(): Store;
  close(): Promise<void>;
}

const logRetentionMs = 700_000;
/** The deadline of a store that is never sick. */
export const PATIENT_MS = 10_000;

export async function redisLine(server: RedisServer): Promise<Line<RedisFault>> {
  const proxy = await startFaultProxy({ target: server.url, protocol: "redis" });
  const keyPrefix = `{test:${randomUUID()}}:`;
  return lineOver(proxy, server.url, (url, timeoutMs) => openRedisStore({ url, timeoutMs, logRetentionMs, keyPrefix }));
}

export async function upstashLine({ url: target, token }: UpstashLocal): Promise<Line<RestFault>> {
  const proxy = await startFaultProxy({ target, protocol: "rest" });
  const keyPrefix = `{test:${randomUUID()}}:`;
  return lineOver(proxy, target, (url, timeoutMs) =>
    openUpstashStore({ url, token, timeoutMs, logRetentionMs, keyPrefix }),
  );
}

function lineOver<Fault>(
  proxy: FaultProxy<Fault>,
  target: string,
  open: (url: string, timeoutMs: number) => Store,
): Line<Fault> {
  const stores: Store[] = [];
  const keep = (store: Store) => {
    stores.push(store);
    return store;
  };
  return {
    proxy,
    connect: (timeoutMs) => keep(open(proxy.url, timeoutMs)),
    direct: () => keep(open(target, PATIENT_MS)),
    async close() {
      await Promise.all(stores.map((store) => store.close()));
      await proxy.close();
    },
  };
}

/** More at a time would take the deadline from each other. */
const MOST_LINES = 8;
let taken = 0;
const waiting: (() => void)[] = [];

async function takeTurn(): Promise<void> {
  if (taken >= MOST_LINES) await new Promise<void>((resolve) => waiting.push(resolve));
  else taken += 1;
}

function endTurn(): void {
  const next = waiting.shift();
  if (next === undefined) taken -= 1;
  else next();
}

export async function onLine<Fault>(
  open: () => Promise<Line<Fault>>,
  work: (line: Line<Fault>) => Promise<unknown>,
): Promise<void> {
  await takeTurn();
  try {
    const line = await open();
    await work(line).finally(line.close);
  } finally {
    endTurn();
  }
}

/**
 * Does the work for each item, for some at the same time, each on a line of its own.
 * @returns those items for which it failed, each with its reason.
 */
export async function failuresOver<Fault, Item extends object>(
  open: () => Promise<Line<Fault>>,
  items: readonly Item[],
  work: (line: Line<Fault>, item: Item) => Promise<unknown>,
): Promise<readonly unknown[]> {
  const outcomes = await Promise.allSettled(items.map((item) => onLine(open, (line) => work(line, item))));
  return outcomes.flatMap((outcome, i) =>
    outcome.status === "rejected" ? [{ ...items[i], reason: outcome.reason }] : [],
  );
}
