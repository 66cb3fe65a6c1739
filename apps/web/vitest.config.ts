import { defineConfig } from "vitest/config";
import { files } from "../../vitest.files.ts";

export default defineConfig({
  // What ends in `.spec.ts` is Playwright's.
  test: { ...files, isolate: false, testTimeout: 30_000, hookTimeout: 20_000 },
});
