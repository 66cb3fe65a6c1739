import { defineConfig } from "vitest/config";
import { files } from "../../vitest.files.ts";

// Most of these tests wait for servers and deadlines, not for a processor.
export default defineConfig({ test: { ...files, isolate: false, maxWorkers: 4, testTimeout: 20_000 } });
