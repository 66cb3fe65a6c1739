import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { exactLifetimes, exactRetention } from "./conformance/lifetimes.ts";
import { settledRevisions } from "./conformance/revisions.ts";
import { conformance, type Open } from "./conformance.ts";
import { harnessOf } from "./harness.ts";

// Real files take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const open: Open = async (logRetentionMs) => {
  const directory = mkdtempSync(join(tmpdir(), "curfew-sqlite-"));
  const path = join(directory, "store.db");
  let now = Date.UTC(2026, 0, 1);
  return harnessOf({
    connect: () => openSqliteStore({ path, timeoutMs: 20_000, clock: () => new Date(now), logRetentionMs }),
    pass: async (ms) => {
      now += ms;
    },
    remove: () => rmSync(directory, { recursive: true }),
  });
};

conformance("sqlite", open);
exactLifetimes(open);
exactRetention(open);
settledRevisions(open);
