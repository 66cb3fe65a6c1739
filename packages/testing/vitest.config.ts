import { defineConfig } from "vitest/config";

// Real servers on a machine that others use too: a limit is for what hangs, not for what is slow.
export default defineConfig({ test: { isolate: false, testTimeout: 30_000, hookTimeout: 30_000 } });
