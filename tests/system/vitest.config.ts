import { defineConfig } from "vitest/config";

/** The soak, `soak/soak.ts`, takes hours: it has a configuration of its own. */
export default defineConfig({
  test: { include: ["*/**/*.test.ts"], isolate: false, testTimeout: 30_000, hookTimeout: 20_000 },
});
