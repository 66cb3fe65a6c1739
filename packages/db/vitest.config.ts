import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    isolate: false,
    globalSetup: ["test/support/server.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
