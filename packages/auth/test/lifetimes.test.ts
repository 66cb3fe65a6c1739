import { expect, test } from "vitest";
import { type Lifetimes, longestSeconds } from "../src/index.ts";
import { createTestAuth, TEST_LIFETIMES } from "../src/testing/index.ts";

test("Lifetimes, tolerance and grace out of range are refused at construction", async () => {
  const bad = {
    toleranceSeconds: [61, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY],
    graceSeconds: [31, -1, 0.5, Number.NaN],
    accessSeconds: [0, -1, 0.5, 86_401, Number.NaN],
    refreshSeconds: [0, -1, 0.5, Number.POSITIVE_INFINITY],
    sessionSeconds: [0, -1, 0.5, Number.POSITIVE_INFINITY],
  };
  for (const [name, values] of Object.entries(bad)) {
    for (const value of values) {
      const lifetimes = { ...TEST_LIFETIMES, [name]: value };
      await expect(createTestAuth({ lifetimes }), `${name} ${value}`).rejects.toThrow(RangeError);
    }
  }
  await expect(createTestAuth({ lifetimes: { toleranceSeconds: 60, graceSeconds: 30 } })).resolves.toBeDefined();
});

test("Every bad lifetime is named at once, with its range", async () => {
  await expect(createTestAuth({ lifetimes: { accessSeconds: 0, graceSeconds: 31 } })).rejects.toThrow(
    "accessSeconds must be a whole number from 1 to 86400; graceSeconds must be a whole number from 0 to 30",
  );
});

test("No token outlives its longest lifetime or its session", () => {
  const longest = (lifetimes: Partial<Lifetimes>) => longestSeconds({ ...TEST_LIFETIMES, ...lifetimes });
  expect(longest({ accessSeconds: 10, refreshSeconds: 20, sessionSeconds: 100, toleranceSeconds: 3 })).toBe(23);
  expect(longest({ accessSeconds: 30, refreshSeconds: 20, sessionSeconds: 100, toleranceSeconds: 3 })).toBe(33);
  expect(longest({ accessSeconds: 30, refreshSeconds: 200, sessionSeconds: 100, toleranceSeconds: 3 })).toBe(103);
});
