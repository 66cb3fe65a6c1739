import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Store } from "../../src/blacklist/store.ts";
import { openRedisStore } from "../../src/stores/redis/index.ts";
import { expectUnknown } from "./calls.ts";
import { closedPort } from "./network/listener.ts";
import { type FakeRedis, fakeRedis, OK, resp } from "./network/resp.ts";

// Fakes answer at once; a busy machine may be late.
vi.setConfig({ testTimeout: 60_000 });

const TIMEOUT_MS = 10_000;

function connect(url: string): Store {
  const store = openRedisStore({ url, timeoutMs: TIMEOUT_MS, logRetentionMs: 1_000 });
  onTestFinished(() => store.close());
  return store;
}

/** A server that answers reads with its name, and with the reply whoever asks where the primary is. */
function server(name: string, reply: unknown = []): Promise<FakeRedis> {
  return fakeRedis((command, [sub]) => {
    if (command === "mget") return resp([name]);
    if (command === "auth") return resp(OK);
    return resp((sub === "KEYSLOT" ? 7 : reply) as readonly unknown[]);
  });
}

const cluster = ({ port }: FakeRedis) => `redis-cluster://127.0.0.1:${port}`;
const sentinel = ({ port }: FakeRedis) => `redis-sentinel://user:pass@127.0.0.1:${port}/3?sentinelMasterId=one`;

describe("a cluster's node is believed", () => {
  test("about which node holds the slot, wherever in its answer", async () => {
    const [one, two] = [await server("one"), await server("two")];
    const nodeAt = (port: number, ...ends: number[]) => [
      ...ends,
      ["127.0.0.1", port, "id"],
      ["127.0.0.1", 1, "replica"],
    ];
    for (const [slots, name] of [
      [[nodeAt(one.port, 0, 7), nodeAt(two.port, 8, 16383)], "one"],
      [[nodeAt(one.port, 8, 16383), nodeAt(two.port, 0, 6), nodeAt(two.port, 7, 7)], "two"],
    ] as const) {
      expect(await connect(cluster(await server("asked", slots))).read(["a"])).toEqual([name]);
    }
  });

  test.each([[null], [""]])("about itself, though it doesn't know its own name but %j", async (host) => {
    const holder = await server("holder");
    const asked = await server("asked", [[0, 16383, [host, holder.port, "id"]]]);
    expect(await connect(cluster(asked)).read(["a"])).toEqual(["holder"]);
  });

  test("about unnamed nodes, once the named ones are gone", async () => {
    const values = [["x", "too many"], ["good"]];
    const port = await closedPort();
    const ranges = [[0, 16383, ["127.0.0.1", port, "id"]]];
    await fakeRedis((command, [sub]) => {
      return resp(command === "mget" ? (values.shift() ?? []) : ((sub === "KEYSLOT" ? 7 : ranges) as unknown[]));
    }, port);
    let asked = 0;
    const named = await fakeRedis((_, [sub], socket) => {
      asked += 1;
      if (asked > 2) socket.destroy();
      return resp((sub === "KEYSLOT" ? 7 : ranges) as unknown[]);
    });
    const store = connect(cluster(named));
    await expectUnknown(store.read(["a"]), TIMEOUT_MS);
    expect(await store.read(["a"])).toEqual(["good"]);
    expect(store.connections()).toBe(2);
  });

  test.each([
    ["no ranges", []],
    ["no range of the slot", [[0, 6, ["127.0.0.1", 1, "id"]]]],
    ["nil", null],
    ["a word", "OK"],
    ["a range without a node", [[0, 16383]]],
    ["a range that is none", ["0-16383"]],
    ["a node whose name it doesn't know", [[0, 16383, ["?", 6379, "id"]]]],
    ["a node of another name", [[0, 16383, ["a b", 6379, "id"]]]],
    ["a node without a port", [[0, 16383, ["127.0.0.1", null, "id"]]]],
    ["a port that is text", [[0, 16383, ["127.0.0.1", "6379", "id"]]]],
    ["a port of zero", [[0, 16383, ["127.0.0.1", 0, "id"]]]],
    ["a port beyond ports", [[0, 16383, ["127.0.0.1", 65_536, "id"]]]],
  ])("with nothing else: %s is unknown", async (_, slots) => {
    const asked = await server("asked", slots);
    await expectUnknown(connect(cluster(asked)).read(["a"]), TIMEOUT_MS);
    expect(asked.commands()).not.toContain("mget");
  });
});

describe("a Sentinel is believed", () => {
  test("about where the primary is, and gets no password", async () => {
    const primary = await server("primary");
    const asked = await server("asked", ["127.0.0.1", String(primary.port)]);
    expect(await connect(sentinel(asked)).read(["a"])).toEqual(["primary"]);
    expect(asked.commands()).toEqual(["sentinel"]);
    expect(primary.commands()).toEqual(["auth", "select", "mget"]);
  });

  test.each([
    ["an address without a port", ["127.0.0.1"]],
    ["an address with something more", ["127.0.0.1", "6379", "x"]],
    ["a port that is none", ["127.0.0.1", "redis"]],
    ["a number for the host", [1, "6379"]],
    ["an empty host", ["", "6379"]],
    ["a word", "OK"],
  ])("with nothing else: %s is unknown", async (_, reply) => {
    const asked = await server("asked", reply);
    await expectUnknown(connect(sentinel(asked)).read(["a"]), TIMEOUT_MS);
    expect(asked.commands()).not.toContain("mget");
  });
});
