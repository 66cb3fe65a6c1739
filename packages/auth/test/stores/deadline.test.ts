import { expect, test } from "vitest";
import { withTimeout } from "../../src/blacklist/deadline.ts";
import { StoreError } from "../../src/blacklist/store.ts";

const never = () => new Promise<never>(() => {});

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
}

test("work that never settles rejects at the deadline", async () => {
  await expect(withTimeout(20, never)).rejects.toThrow(StoreError);
});

test("work that rejects after the deadline has no effect", async () => {
  let fail = (_: Error) => {};
  const work = () => new Promise<never>((_, reject) => (fail = reject));
  await expect(withTimeout(20, work)).rejects.toThrow(StoreError);
  fail(new Error("late"));
  await new Promise((resolve) => setTimeout(resolve, 5));
});

test("work is told of its deadline, and not before", async () => {
  let late: AbortSignal | undefined;
  const call = withTimeout(20, (signal) => {
    late = signal;
    return never();
  });
  expect(late?.aborted).toBe(false);
  await expect(call).rejects.toThrow(StoreError);
  expect(late?.aborted).toBe(true);
});

test("work that finishes in time gives its own result", async () => {
  const before = timers();
  expect(await withTimeout(60_000, async () => "answer")).toBe("answer");
  await expect(withTimeout(60_000, () => Promise.reject(new Error("own")))).rejects.toThrow("own");
  expect(timers()).toBeLessThanOrEqual(before);
});

test("work that throws rejects, and leaves no timer", async () => {
  const before = timers();
  const work = () => {
    throw new Error("own");
  };
  await expect(withTimeout(60_000, work)).rejects.toThrow("own");
  expect(timers()).toBeLessThanOrEqual(before);
});
