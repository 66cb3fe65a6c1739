import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { globalSetup: ["test/support/server.ts"], testTimeout: 20_000, hookTimeout: 30_000 },
});
