import { expect, test } from "vitest";
import { StoreError, type Values } from "../../src/blacklist/store.ts";
import { groupMget } from "../../src/stores/redis/grouped-mget.ts";

/** A server with one value for each key, and what it was asked. */
function start(fail?: Error) {
  const asked: { readonly keys: readonly string[]; readonly late: AbortSignal | undefined }[] = [];
  const mget = groupMget(async (keys, late): Promise<Values> => {
    asked.push({ keys, late });
    if (fail !== undefined) throw fail;
    return keys.map((key) => (key === "none" ? null : `${key}'s`));
  });
  return { mget, asked };
}

test("Questions of one turn are one command, each key once, and each gets its own answer", async () => {
  const { mget, asked } = start();
  const late = new AbortController().signal;
  const answers = await Promise.all([mget(["state", "a"], late), mget(["state", "none"], late), mget([], late)]);
  expect(answers).toEqual([["state's", "a's"], ["state's", null], []]);
  expect(asked).toEqual([{ keys: ["state", "a", "none"], late: undefined }]);
});

test("A question alone is sent as it is, within its caller's deadline", async () => {
  const { mget, asked } = start();
  const { signal } = new AbortController();
  expect(await mget(["a", "a"], signal)).toEqual(["a's", "a's"]);
  expect(asked).toEqual([{ keys: ["a", "a"], late: signal }]);
  await mget(["b"], undefined);
  expect(asked).toHaveLength(2);
});

test("What is too late before it is sent is not sent, and fails alone", async () => {
  const { mget, asked } = start();
  const deadline = new AbortController();
  const [late, other] = [mget(["a"], deadline.signal), mget(["b"], undefined)];
  deadline.abort();
  await expect(late).rejects.toThrow(StoreError);
  expect(await other).toEqual(["b's"]);
  expect(asked.map(({ keys }) => keys)).toEqual([["b"]]);
});

test("One failure is every caller's, and nothing is asked twice", async () => {
  const { mget, asked } = start(new StoreError("down"));
  const outcomes = await Promise.allSettled([mget(["a"], undefined), mget(["b"], undefined)]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(asked).toHaveLength(1);
});

test("No command has more than 512 keys, but one that a single caller asks for", async () => {
  const { mget, asked } = start();
  const names = (from: number, count: number) => Array.from({ length: count }, (_, i) => `${from + i}`);
  const questions = [names(0, 300), names(300, 212), names(512, 1), names(600, 700)];
  const answers = await Promise.all(questions.map((keys) => mget(keys, undefined)));
  expect(answers).toEqual(questions.map((keys) => keys.map((key) => `${key}'s`)));
  expect(asked.map(({ keys }) => keys.length)).toEqual([512, 1, 700]);
});
