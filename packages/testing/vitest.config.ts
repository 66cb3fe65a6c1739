import { defineConfig } from "vitest/config";
import { files } from "../../vitest.files.ts";

// Real servers on a machine that others use too: a limit is for what hangs, not for what is slow.
export default defineConfig({ test: { ...files, isolate: false, testTimeout: 30_000, hookTimeout: 30_000 } });
