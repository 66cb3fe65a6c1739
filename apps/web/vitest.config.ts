import { defineConfig } from "vitest/config";

export default defineConfig({
  // What ends in `.spec.ts` is Playwright's.
  test: { include: ["test/**/*.test.{ts,tsx}"], isolate: false, testTimeout: 30_000, hookTimeout: 20_000 },
});
