import { defineConfig } from "vitest/config";
import { files } from "../../vitest.files.ts";

export default defineConfig({
  test: {
    ...files,
    isolate: false,
    globalSetup: ["test/support/server.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
