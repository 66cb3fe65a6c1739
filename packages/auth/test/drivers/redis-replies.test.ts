import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { redisStore } from "../../src/drivers/redis.ts";
import { MARK_KEY, type Store } from "../../src/index.ts";
import { CALLS, CANARY, expectUnknown, recovery } from "./calls.ts";
import { closedPort, type Listener, listener } from "./network/listener.ts";
import { type FakeRedis, fakeRedis, OK, raw, resp } from "./network/resp.ts";

// Real servers and processes take their time on a busy machine; what must be quick is measured by itself.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** For servers that answer at once. */
const TIMEOUT_MS = 10_000;
/** For those that never do. */
const SHORT_MS = 200;

function connect({ port }: Listener, timeoutMs = TIMEOUT_MS, database = 0): Store {
  const url = `redis://127.0.0.1:${port}/${database}`;
  const store = redisStore({ url, timeoutMs, logRetentionMs: 1_000 });
  onTestFinished(() => store.close());
  return store;
}

/** A server whose transactions and reads all get the same reply. */
function answering(reply: string): Promise<FakeRedis> {
  return fakeRedis((name) => {
    if (name === "multi") return resp(OK);
    return name === "exec" || name === "mget" ? reply : resp(raw("+QUEUED"));
  });
}

const SENT: Readonly<Record<string, readonly string[]>> = {
  read: ["mget"],
  put: ["multi", "set", "xadd", "incr", "exec"],
  putIfAbsent: ["multi", "set", "get", "incr", "exec"],
  tail: ["multi", "xrange", "mget", "exec"],
};

const ERRORS = [
  "LOADING Redis is loading the dataset in memory",
  "READONLY You can't write against a read only replica.",
  "OOM command not allowed when used memory > 'maxmemory'.",
  "MISCONF Redis is configured to save RDB snapshots",
  "NOAUTH Authentication required.",
  "NOPERM this user has no permissions",
  "MASTERDOWN Link with MASTER is down",
  "CLUSTERDOWN Hash slot not served",
  "MOVED 3999 127.0.0.1:6381",
  "TRYAGAIN Multiple keys request during rehashing of slot",
  "BUSY Redis is busy running a script",
  `ERR unknown command, with args beginning with: ${CANARY}`,
  "EXECABORT Transaction discarded because of previous errors.",
];

describe("an error reply is unknown, told by its code, and not asked again", () => {
  test.each(ERRORS.flatMap((error) => CALLS.map(([name, call]) => [error, name, call] as const)))(
    "%s to a %s",
    async (error, name, call) => {
      const server = await answering(`-${error}\r\n`);
      const store = connect(server);
      const unknown = await expectUnknown(call(store), TIMEOUT_MS);
      expect(unknown.message).toContain(error.split(" ")[0]);
      await sleep(15);
      expect(server.commands()).toEqual(SENT[name]);
    },
  );

  test.each(CALLS.filter(([name]) => name !== "read"))("of one command inside a %s", async (_, call) => {
    const error = raw("-OOM command not allowed when used memory > 'maxmemory'.");
    const [put, ifAbsent, tail] = [
      [OK, error, 1],
      [error, "x", 1],
      [error, [null, null]],
    ];
    for (const replies of [put, ifAbsent, tail]) {
      const store = connect(await answering(resp(replies)));
      await expectUnknown(call(store), TIMEOUT_MS);
    }
  });

  test.each(CALLS.filter(([name]) => name !== "read"))(
    "of one command that wasn't queued for a %s",
    async (_, call) => {
      const server = await fakeRedis((name) => {
        if (name === "multi") return resp(OK);
        if (name === "exec") return resp(raw("-EXECABORT Transaction discarded because of previous errors."));
        return resp(raw(`-OOM ${CANARY}`));
      });
      await expectUnknown(call(connect(server)), TIMEOUT_MS);
    },
  );
});

const ENTRY = ["1-1", ["key", "a", "value", "x"]];

const SHAPES: readonly (readonly [string, string, string])[] = [
  ...["read", "put", "putIfAbsent", "tail"].flatMap((call) => [
    [call, "nil", "$-1\r\n"] as const,
    [call, "an absent list", "*-1\r\n"] as const,
    [call, "an empty list", "*0\r\n"] as const,
    [call, "OK", "+OK\r\n"] as const,
    [call, "a number", ":1\r\n"] as const,
    [call, "a string", resp("null")] as const,
    [call, "lists in a list", resp([["a"], ["b"]])] as const,
    [call, "an answer of HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n"] as const,
  ]),
  ["read", "one value too few", resp(["x"])],
  ["read", "one value too many", resp([null, null, null])],
  ["read", "a number for a value", resp([null, 1])],
  ["read", "a list for a value", resp([null, []])],
  ["read", "an error for a value", resp([null, raw("-ERR no")])],
  ["put", "no mark", resp([OK, "1-1"])],
  ["put", "nil for SET", resp([null, "1-1", 1])],
  ["put", "another word for SET", resp(["QUEUED", "1-1", 1])],
  ["put", "nil for the log's entry", resp([OK, null, 1])],
  ["put", "a number for the log's entry", resp([OK, 1, 1])],
  ["put", "another word for the log's entry", resp([OK, "OK", 1])],
  ["put", "nil for the mark", resp([OK, "1-1", null])],
  ["put", "a string for the mark", resp([OK, "1-1", "1"])],
  ["put", "a mark of zero", resp([OK, "1-1", 0])],
  ["put", "a mark below zero", resp([OK, "1-1", -1])],
  ["put", "a mark beyond exact numbers", resp([OK, "1-1", raw(":9007199254740993")])],
  ["put", "replies in another order", resp(["1-1", OK, 1])],
  ["putIfAbsent", "nothing standing", resp([null, null, 1])],
  ["putIfAbsent", "stored, but something else stands", resp([OK, "other", 1])],
  ["putIfAbsent", "a number standing", resp([null, 7, 1])],
  ["putIfAbsent", "a number for SET", resp([1, "x", 1])],
  ["putIfAbsent", "nil for the mark", resp([null, "x", null])],
  ["tail", "nil for the log", resp([null, [null, null]])],
  ["tail", "nil for the values", resp([[], null])],
  ["tail", "one value too few", resp([[], [null]])],
  ["tail", "no values", resp([[]])],
  ["tail", "an entry without fields", resp([[["1-1", null]], [null, null]])],
  ["tail", "an entry of one field", resp([[["1-1", ["key", "a"]]], [null, null]])],
  ["tail", "an entry of other fields", resp([[["1-1", ["name", "a", "value", "x"]]], [null, null]])],
  ["tail", "an entry with a number", resp([[["1-1", ["key", "a", "value", 1]]], [null, null]])],
  ["tail", "an entry without an id", resp([[[null, ["key", "a", "value", "x"]]], [null, null]])],
  ["tail", "an entry of another id", resp([[["one", ["key", "a", "value", "x"]]], [null, null]])],
  ["tail", "an entry too few parts", resp([[["1-1"]], [null, null]])],
  [
    "tail",
    "a good entry and a bad one",
    resp([
      [ENTRY, "x"],
      [null, null],
    ]),
  ],
];

describe("a reply out of shape is unknown, and not asked again", () => {
  test.each(SHAPES)("to a %s: %s", async (name, _, reply) => {
    const server = await answering(reply);
    const store = connect(server);
    const call = CALLS.find(([each]) => each === name)?.[1];
    if (call === undefined) throw new Error("no such call");
    await expectUnknown(call(store), TIMEOUT_MS);
    await sleep(15);
    expect(server.commands()).toEqual(SENT[name]);
  });

  test("the fake's replies in good shape are taken", async () => {
    const replies: Record<string, string> = {
      read: resp(["x", null]),
      put: resp([OK, "1-1", 1]),
      putIfAbsent: resp([null, "x", 2]),
      tail: resp([[ENTRY], [null, "x"]]),
    };
    for (const [name, call] of CALLS) {
      await expect(call(connect(await answering(replies[name] ?? "")))).resolves.toBeDefined();
    }
  });
});

describe("nothing is ever sent again", () => {
  test.each(CALLS)("after a %s that got no reply, over the next connection", async (name, call) => {
    const server = await fakeRedis(() => null);
    const store = connect(server, SHORT_MS);
    await expectUnknown(call(store), SHORT_MS);
    while (server.connections() < 2) await sleep(10);
    await sleep(50);
    expect(server.commands()).toEqual(SENT[name]);
  });

  test("after its deadline, when the server comes back while it waits for a connection", async () => {
    const port = await closedPort();
    const store = redisStore({ url: `redis://127.0.0.1:${port}`, timeoutMs: 30, logRetentionMs: 1 });
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
    const store = redisStore({ url: `redis://:pw@127.0.0.1:${server.port}`, timeoutMs: SHORT_MS, logRetentionMs: 1 });
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

  test("when a reply came that belongs to no call: the next one could be another's", async () => {
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

  test("when the database asked for is refused: the client would work on another", async () => {
    const server = await fakeRedis((name) =>
      name === "select" ? resp(raw("-ERR DB index is out of range")) : resp(["x"]),
    );
    const store = connect(server, TIMEOUT_MS, 7);
    await expectUnknown(store.read([MARK_KEY]), TIMEOUT_MS);
    await expectUnknown(store.read([MARK_KEY]), TIMEOUT_MS);
    expect(server.commands()).not.toContain("mget");
  });
});

test("a server that accepts and hangs up is tried ever less often, however many ask", async () => {
  const refusing = await listener((socket) => socket.destroy());
  const store = connect(refusing);
  const started = performance.now();
  while (performance.now() < started + 1_000) {
    await Promise.allSettled(Array.from({ length: 20 }, () => store.read(["a"])));
  }
  expect(refusing.connections()).toBeLessThan(8 + (performance.now() - started) / 200);
});
