import { defineConfig } from "vitest/config";

// Every login costs an argon2 hash: the limit is for what hangs, not for what is slow on a busy machine.
export default defineConfig({ test: { isolate: false, testTimeout: 30_000 } });
