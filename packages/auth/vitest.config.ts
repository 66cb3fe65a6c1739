import { defineConfig } from "vitest/config";

// Most of these tests wait for servers and deadlines, not for a processor.
export default defineConfig({ test: { isolate: false, maxWorkers: 4, testTimeout: 20_000 } });
