import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Advised } from "../../src/drivers/advice.ts";
import { redisStore } from "../../src/drivers/redis.ts";
import { CALLS, CANARY, callOf, expectUnknown } from "./calls.ts";
import { type FakeRedis, fakeRedis, OK, raw, resp, SENT } from "./network/resp.ts";

// Real servers and processes take their time on a busy machine; what must be quick is measured by itself.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const TIMEOUT_MS = 10_000;

function connect({ port }: FakeRedis): Advised {
  const store = redisStore({ url: `redis://127.0.0.1:${port}`, timeoutMs: TIMEOUT_MS, logRetentionMs: 1_000 });
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
      expect(unknown.message).toBe(`The redis store failed: ${error.split(" ")[0]}`);
      await sleep(15);
      expect(server.commands()).toEqual(SENT[name]);
    },
  );

  const oom = raw("-OOM command not allowed when used memory > 'maxmemory'.");
  test.each([
    ["put", [oom, "1-1", 1]],
    ["put", [OK, oom, 1]],
    ["put", [OK, "1-1", oom]],
    ["putIfAbsent", [oom, "x", 1]],
    ["putIfAbsent", [null, "x", oom]],
    ["tail", [oom, [null, null]]],
    ["tail", [[], oom]],
  ])("of one command inside a %s", async (name, replies) => {
    const store = connect(await answering(resp(replies)));
    const error = await expectUnknown(callOf(name)(store), TIMEOUT_MS);
    expect(error.message).toContain("OOM");
  });

  test.each(CALLS.filter(([name]) => name !== "read"))(
    "of one command that wasn't queued for a %s",
    async (_, call) => {
      const server = await fakeRedis((name) => {
        if (name === "multi") return resp(OK);
        if (name === "exec") return resp(raw("-EXECABORT Transaction discarded because of previous errors."));
        return resp(raw(`-OOM ${CANARY}`));
      });
      const error = await expectUnknown(call(connect(server)), TIMEOUT_MS);
      expect(error.message).toContain("OOM");
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
  ["put", "something before the log's entry", resp([OK, "x1-1", 1])],
  ["put", "something behind the log's entry", resp([OK, "1-1x", 1])],
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
  ["tail", "an entry of one other field", resp([[["1-1", ["key", "a", "name", "x"]]], [null, null]])],
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

test.each(["", "1", "1-", "-1", "x1-1", "1-1x", `${"1".repeat(21)}-1`, `1-${"1".repeat(21)}`])(
  "a tail after %j, which is no entry's id, is refused before anything is sent",
  async (cursor) => {
    const server = await answering(resp([[ENTRY], [null]]));
    await expect(connect(server).tail(cursor, ["a"], 1)).rejects.toThrow(RangeError);
    expect(server.commands()).toEqual([]);
  },
);

test("a tail after an entry's id is asked", async () => {
  const store = connect(await answering(resp([[ENTRY], [null]])));
  expect(await store.tail("1767225600000-12", ["a"], 1)).toMatchObject({ cursor: "1-1", complete: true });
});

describe("a reply out of shape is unknown, and not asked again", () => {
  test.each(SHAPES)("to a %s: %s", async (name, _, reply) => {
    const server = await answering(reply);
    const store = connect(server);
    await expectUnknown(callOf(name)(store), TIMEOUT_MS);
    await sleep(15);
    expect(server.commands()).toEqual(SENT[name]);
  });

  test("and is told from a failure", async () => {
    const store = connect(await answering(resp(["x"])));
    await expect(store.read(["a", "b"])).rejects.toThrow("The store gave an unexpected reply");
  });

  test.each([[["x", "y"]], [["1", "y"]], [["1"]], [[]], ["1"], [null]])(
    "to a question for the time: %j",
    async (reply) => {
      const store = connect(await fakeRedis(() => resp(reply)));
      await expectUnknown(store.time(), TIMEOUT_MS);
    },
  );

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
