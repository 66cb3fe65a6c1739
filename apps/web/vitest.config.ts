import { defineConfig } from "vitest/config";

export default defineConfig({
  // What ends in `.spec.ts` is Playwright's.
  test: { include: ["test/**/*.test.ts"], testTimeout: 20_000, hookTimeout: 20_000 },
});
