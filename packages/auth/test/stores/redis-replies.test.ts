import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { DiagnosableStore } from "../../src/stores/diagnostics.ts";
import { openRedisStore } from "../../src/stores/redis/index.ts";
import { CALLS, CANARY, callOf, expectUnknown } from "./calls.ts";
import { type FakeRedis, fakeRedis, raw, resp, SENT } from "./network/resp.ts";
import { GOOD, SHAPES } from "./network/shapes.ts";

// Real servers and processes take their time on a busy machine; what must be quick is measured by itself.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const TIMEOUT_MS = 10_000;

function connect({ port }: FakeRedis): DiagnosableStore {
  const store = openRedisStore({ url: `redis://127.0.0.1:${port}`, timeoutMs: TIMEOUT_MS, logRetentionMs: 1_000 });
  onTestFinished(() => store.close());
  return store;
}

function answering(reply: string): Promise<FakeRedis> {
  return fakeRedis(() => reply);
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

  test.each(CALLS.filter(([name]) => name !== "read"))(
    "as servers before 7.0 word it, in the script of a %s",
    async (_, call) => {
      const place = "@user_script:17: @user_script: 17: ";
      const error = `-ERR Error running script (call to f_0123456789abcdef): ${place}-READONLY ${CANARY}\r\n`;
      const unknown = await expectUnknown(call(connect(await answering(error))), TIMEOUT_MS);
      expect(unknown.message).toBe("The redis store failed: READONLY");
    },
  );
});

const ODD: readonly (readonly [string, string])[] = [
  ["nil", "$-1\r\n"],
  ["an absent list", "*-1\r\n"],
  ["an empty list", "*0\r\n"],
  ["OK", "+OK\r\n"],
  ["a number", ":1\r\n"],
  ["a string", resp("null")],
  ["lists in a list", resp([["a"], ["b"]])],
  ["an answer of HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n"],
  ["an error for a value", resp([null, raw("-ERR no")])],
];

test.each(["", "1", "1-", "-1", "x1-1", "1-1x", `${"1".repeat(21)}-1`, `1-${"1".repeat(21)}`])(
  "a tail after %j, which is no entry's id, is not sent",
  async (cursor) => {
    const server = await answering(resp(GOOD.tail as readonly unknown[]));
    await expect(connect(server).tail({ cursor: cursor, keys: ["a"], limit: 1 })).rejects.toThrow(RangeError);
    expect(server.commands()).toEqual([]);
  },
);

test("a tail after an entry's id is asked", async () => {
  const store = connect(await answering(resp(GOOD.tail as readonly unknown[])));
  expect(await store.tail({ cursor: "1767225600000-12", keys: ["a", "b"], limit: 1 })).toMatchObject({
    cursor: "1-1",
    complete: true,
  });
});

describe("a reply out of shape is unknown, and not asked again", () => {
  const odd = CALLS.flatMap(([name]) => ODD.map(([what, reply]) => [name, what, reply] as const));
  const shapes = SHAPES.map(([name, what, reply]) => [name, what, resp(reply as readonly unknown[])] as const);
  test.each([...odd, ...shapes])("to a %s: %s", async (name, _, reply) => {
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

  test.each(CALLS)("the fake's reply in good shape to a %s is taken", async (name, call) => {
    await expect(call(connect(await answering(resp(GOOD[name] as readonly unknown[]))))).resolves.toBeDefined();
  });
});
