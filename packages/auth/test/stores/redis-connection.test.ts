import type { Socket } from "node:net";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { REVISION_KEY, type Store, StoreError } from "../../src/blacklist/store.ts";
import { openRedisStore } from "../../src/stores/redis/index.ts";
import { CALLS, expectUnknown, recovery } from "./calls.ts";
import { closedPort, type Listener, listener } from "./network/listener.ts";
import { fakeRedis, OK, raw, resp, SENT } from "./network/resp.ts";

// Real servers and processes take their time on a busy machine; what must be quick is measured by itself.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** For servers that answer at once. */
const TIMEOUT_MS = 10_000;
/** For those that never do. */
const SHORT_MS = 200;

function connect({ port }: Listener, timeoutMs = TIMEOUT_MS, database = 0): Store {
  const url = `redis://127.0.0.1:${port}/${database}`;
  const store = openRedisStore({ url, timeoutMs, logRetentionMs: 1_000 });
  onTestFinished(() => store.close());
  return store;
}

describe("nothing is ever sent again", () => {
  test.each(CALLS)("after a %s that got no reply, over the next connection", async (name, call) => {
    const server = await fakeRedis(() => null);
    const store = connect(server, SHORT_MS);
    await expectUnknown(call(store), SHORT_MS);
    while (server.connections() < 2) await sleep(10);
    await sleep(50);
    expect(server.commands()).toEqual(SENT[name]);
  });

  test("after its deadline, even if the server comes back", async () => {
    const port = await closedPort();
    const store = openRedisStore({ url: `redis://127.0.0.1:${port}`, timeoutMs: 30, logRetentionMs: 1 });
    onTestFinished(() => store.close());
    // Ten failures make the pause between two attempts many times the deadline.
    const until = performance.now() + 1_000;
    while (performance.now() < until) await store.read(["a"]).catch(() => {});
    const server = await fakeRedis(() => resp(["x"]), port);
    while (server.connections() < 1) await sleep(5);
    await sleep(50);
    expect(server.commands()).toEqual([]);
    expect(await store.read(["a"])).toEqual(["x"]);
  });

  test("that waited for a connection until its deadline", async () => {
    let silent = true;
    const server = await fakeRedis((name) => {
      if (name !== "auth") return resp(["x"]);
      return silent ? null : resp(OK);
    });
    const store = openRedisStore({
      url: `redis://:pw@127.0.0.1:${server.port}`,
      timeoutMs: SHORT_MS,
      logRetentionMs: 1,
    });
    onTestFinished(() => store.close());
    await expectUnknown(store.read(["a"]), SHORT_MS);
    silent = false;
    await sleep(SHORT_MS);
    expect(server.commands().filter((name) => name !== "auth")).toEqual([]);
  });
});

describe("a connection that is lost", () => {
  test.each(CALLS)("fails a %s at once, long before its deadline", async (_, call) => {
    const lossy = await listener((socket) => socket.once("data", () => socket.destroy()));
    const started = performance.now();
    await expectUnknown(call(connect(lossy, 30_000)), 30_000);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test("is noticed by a caller that asks without a pause", async () => {
    const sockets = new Set<Socket>();
    const server = await fakeRedis((_, __, socket) => {
      sockets.add(socket);
      return resp(["x"]);
    });
    const store = connect(server);
    let failed = 0;
    for (let turns = 0; turns < 12; turns += 1) {
      await recovery(() => store.read(["a"]));
      for (const socket of sockets) socket.end();
      for (let turn = 0; turn < turns; turn += 1) await setImmediate();
      const until = performance.now() + 50;
      while (performance.now() < until) await store.read(["a"]).catch(() => (failed += 1));
    }
    expect(failed).toBeLessThan(100);
  });

  test("is made again at once each time, if it was good", async () => {
    let sockets: Socket[] = [];
    const server = await fakeRedis((_, __, socket) => {
      sockets.push(socket);
      return resp(["x"]);
    });
    const store = connect(server);
    const started = performance.now();
    for (let round = 0; round < 15; round += 1) {
      await recovery(() => store.read(["a"]));
      for (const socket of sockets) socket.destroy();
      sockets = [];
    }
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

test("a connection that answers is kept, even if one reply is late", async () => {
  let delay = 0;
  const server = await fakeRedis((_, __, socket) => {
    delay += 0.6 * SHORT_MS;
    setTimeout(() => socket.write(resp(["x"])), delay);
    return null;
  });
  const store = connect(server, SHORT_MS);
  const first = store.read(["a"]);
  // In another turn of the event loop, or both were one command.
  await setImmediate();
  const second = expectUnknown(store.read(["a"]), SHORT_MS);
  expect(await first).toEqual(["x"]);
  await second;
  await sleep(SHORT_MS);
  expect(server.connections()).toBe(1);
});

test("a caller with little time left has no connection given up", async () => {
  const server = await fakeRedis((_, __, socket) => {
    setTimeout(() => socket.write(resp(["x"])), 150);
    return null;
  });
  const store = connect(server);
  expect(await store.read(["a"])).toEqual(["x"]);
  const hurried = store.read(["a"], AbortSignal.timeout(20));
  await sleep(60);
  expect(await store.read(["a"])).toEqual(["x"]);
  await hurried;
  expect(server.connections()).toBe(1);
});

test("a call is not sent after its caller's deadline", async () => {
  const server = await fakeRedis(() => resp(["x"]));
  const store = connect(server);
  for (const [, call] of CALLS) await expect(call(store, AbortSignal.abort())).rejects.toThrow(StoreError);
  expect(server.commands()).toEqual([]);
});

describe("a connection is given up", () => {
  test("soon, even if the server doesn't hang up in turn", async () => {
    let first = true;
    const server = await fakeRedis(() => {
      const reply = first ? resp(["x", "too many"]) : resp(["y"]);
      first = false;
      return reply;
    });
    const store = connect(server, 30_000);
    await expectUnknown(store.read(["a"]), TIMEOUT_MS);
    expect(await recovery(() => store.read(["a"]))).toBeLessThan(1_000);
  });

  test("after a reply that belongs to no call", async () => {
    let first = true;
    const server = await fakeRedis(() => {
      const reply = first ? resp(["x"]) + resp(["late"]) : resp(["y"]);
      first = false;
      return reply;
    });
    const store = connect(server);
    expect(await store.read(["a"])).toEqual(["x"]);
    await sleep(50);
    expect(await store.read(["a"])).toEqual(["y"]);
    expect(server.connections()).toBe(2);
  });

  test("when a reply was out of shape", async () => {
    let first = true;
    const server = await fakeRedis(() => {
      const reply = first ? resp(["x", "too many"]) : resp(["y"]);
      first = false;
      return reply;
    });
    const store = connect(server);
    await expectUnknown(store.read(["a"]), TIMEOUT_MS);
    expect(await store.read(["a"])).toEqual(["y"]);
    expect(server.connections()).toBe(2);
  });

  test("and closing the store fails the call that waits", async () => {
    const store = connect(await fakeRedis(() => resp(["x", "too many"])), 30_000);
    await expectUnknown(store.read(["a"]), TIMEOUT_MS);
    const started = performance.now();
    const waiting = expectUnknown(store.read(["a"]), 30_000);
    await setImmediate();
    await store.close();
    await waiting;
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test("when the requested database is refused", async () => {
    const server = await fakeRedis((name) =>
      name === "select" ? resp(raw("-ERR DB index is out of range")) : resp(["x"]),
    );
    const store = connect(server, TIMEOUT_MS, 7);
    await expectUnknown(store.read([REVISION_KEY]), TIMEOUT_MS);
    await expectUnknown(store.read([REVISION_KEY]), TIMEOUT_MS);
    expect(server.commands()).not.toContain("mget");
  });
});

test("a server that accepts and hangs up is retried ever less often", async () => {
  const refusing = await listener((socket) => socket.destroy());
  const store = connect(refusing);
  const started = performance.now();
  while (performance.now() < started + 1_000) {
    await Promise.allSettled(Array.from({ length: 20 }, () => store.read(["a"])));
  }
  expect(refusing.connections()).toBeLessThan(8 + (performance.now() - started) / 200);
});
