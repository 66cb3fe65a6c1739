import { afterEach, expect, test, vi } from "vitest";
import { deadlineLink } from "../../src/client/index.ts";
import { clientOf, fails, ok } from "./scripted-server.ts";

afterEach(() => vi.useRealTimers());

const never = () => new Promise<never>(() => {});

test("A call without an answer fails at its deadline, and not before", async () => {
  vi.useFakeTimers();
  const { client } = clientOf([deadlineLink({ timeoutMs: 1_000 })], [never]);
  const outcome = vi.fn();
  client.me.query().catch(outcome);
  await vi.advanceTimersByTimeAsync(999);
  expect(outcome).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(outcome.mock.calls[0]?.[0]).toMatchObject({ cause: { name: "TimeoutError" } });
});

test("A call that is answered leaves no timer behind", async () => {
  vi.useFakeTimers();
  const { client } = clientOf([deadlineLink({ timeoutMs: 1_000 })], [ok, fails(null)]);
  expect(await client.me.query()).toBe("ok");
  await expect(client.me.query()).rejects.toThrow("refused");
  expect(vi.getTimerCount()).toBe(0);
});

test("A stream may last", async () => {
  vi.useFakeTimers();
  const { client } = clientOf([deadlineLink({ timeoutMs: 1_000 })], [never]);
  const onError = vi.fn();
  const stream = client.ticks.subscribe(undefined, { onError });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(onError).not.toHaveBeenCalled();
  stream.unsubscribe();
});
