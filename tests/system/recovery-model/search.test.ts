import { expect, test } from "vitest";
import { search } from "./search.ts";
import type { Weakness } from "./weakness.ts";

// Tens of thousands of states take seconds on a busy machine.
const TIMEOUT_MS = 60_000;

test("In no order of writes, loss and recovery does a revoked token pass", { timeout: TIMEOUT_MS }, () => {
  const { states, wrongAccept, stuck, recovered } = search({ losses: 1 });
  expect({ wrongAccept, stuck }).toEqual({ wrongAccept: null, stuck: null });
  // Otherwise the search has seen nothing.
  expect(states).toBeGreaterThan(20_000);
  expect(recovered).toBeGreaterThan(5_000);
});

/** How many losses it takes until a rule is missed. */
const WEAKNESSES: Readonly<Record<Weakness, number>> = {
  "a write is committed whatever generation it went to": 1,
  "a step of a recovery replaces any record": 2,
  "a recovery is current before its last rows": 1,
  "a number alone names a write": 1,
  "generations share their keys": 2,
  "the checkpoint is replaced by any answer": 1,
};

test.each(Object.entries(WEAKNESSES) as [Weakness, number][])(
  "The search finds what comes of it if %s",
  { timeout: TIMEOUT_MS },
  (weakness, losses) => {
    const { wrongAccept } = search({ losses, weakness, most: 100_000 });
    expect(wrongAccept?.filter((move) => move.startsWith("a loss")).length).toBeGreaterThan(0);
  },
);
