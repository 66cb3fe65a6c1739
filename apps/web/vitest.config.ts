import { defineConfig } from "vitest/config";

export default defineConfig({
  // What ends in `.spec.ts` is Playwright's.
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 20_000,
    // What is polled for comes when the machine has time for it. Where there is a promise, the test measures it.
    expect: { poll: { timeout: 10_000 } },
  },
});
