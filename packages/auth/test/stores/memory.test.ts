import { expect, test } from "vitest";
import { openMemoryStore } from "../../src/stores/memory.ts";
import { CALLS } from "./calls.ts";
import { exactLifetimes, exactRetention } from "./conformance/lifetimes.ts";
import { settledRevisions } from "./conformance/revisions.ts";
import { conformance, type Open } from "./conformance.ts";
import { harnessOf } from "./harness.ts";

const open: Open = async (logRetentionMs) => {
  let now = Date.UTC(2026, 0, 1);
  const store = openMemoryStore({ clock: () => new Date(now), logRetentionMs });
  return harnessOf({
    connect: () => store,
    pass: async (ms) => {
      now += ms;
    },
  });
};

conformance("memory", open);
exactLifetimes(open);
exactRetention(open);
settledRevisions(open);

test.each(CALLS)("a clock that gives no time makes a %s reject", async (_, call) => {
  const store = openMemoryStore({ clock: () => new Date(Number.NaN), logRetentionMs: 1 });
  await expect(call(store)).rejects.toThrow("clock");
});

test.each([0, -1, 1.5, Number.NaN])("a log retention of %s is refused at construction", (bad) => {
  expect(() => openMemoryStore({ clock: () => new Date(), logRetentionMs: bad })).toThrow(
    "logRetentionMs must be a positive integer",
  );
});

test("two memories have two settings: they are never one store", () => {
  const options = { clock: () => new Date(), logRetentionMs: 1 };
  expect(openMemoryStore(options).setting).not.toBe(openMemoryStore(options).setting);
});
