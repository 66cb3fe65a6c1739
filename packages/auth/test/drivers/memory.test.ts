import { expect, test } from "vitest";
import { memoryStore } from "../../src/drivers/memory.ts";
import { exactLifetimes } from "./conformance/lifetimes.ts";
import { conformance, type Open } from "./conformance.ts";
import { harnessOf } from "./harness.ts";

const open: Open = async (logRetentionMs) => {
  let now = Date.UTC(2026, 0, 1);
  const store = memoryStore({ clock: () => new Date(now), logRetentionMs });
  return harnessOf({
    connect: () => store,
    pass: async (ms) => {
      now += ms;
    },
  });
};

conformance("memory", open);
exactLifetimes(open);

test("a clock that gives no time makes every call reject", async () => {
  const store = memoryStore({ clock: () => new Date(Number.NaN), logRetentionMs: 1 });
  await expect(store.read(["a"])).rejects.toThrow("clock");
  await expect(store.put([{ key: "a", value: "x", lifetimeMs: 1 }])).rejects.toThrow("clock");
  await expect(store.putIfAbsent({ key: "a", value: "x", lifetimeMs: 1 })).rejects.toThrow("clock");
  await expect(store.tail(null, [], 1)).rejects.toThrow("clock");
});

test.each([0, -1, 1.5, Number.NaN])("a log retention of %s is refused at construction", (bad) => {
  expect(() => memoryStore({ clock: () => new Date(), logRetentionMs: bad })).toThrow(
    "logRetentionMs must be a positive integer",
  );
});
