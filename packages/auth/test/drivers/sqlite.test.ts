import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqliteStore } from "../../src/drivers/sqlite.ts";
import { conformance, type Harness } from "./conformance.ts";

const logRetentionMs = 600_000;

async function open(): Promise<Harness> {
  const directory = mkdtempSync(join(tmpdir(), "curfew-sqlite-"));
  let now = Date.UTC(2026, 0, 1);
  const connect = () =>
    sqliteStore({ path: join(directory, "store.db"), timeoutMs: 2_000, clock: () => new Date(now), logRetentionMs });
  const stores = [connect()];
  const [store] = stores;
  if (store === undefined) throw new Error("no store");
  return {
    store,
    logRetentionMs,
    another: async () => {
      const other = connect();
      stores.push(other);
      return other;
    },
    pass: async (ms) => {
      now += ms;
    },
    close: async () => {
      for (const each of stores) await each.close();
      rmSync(directory, { recursive: true });
    },
  };
}

conformance("sqlite", open);
