/** Puts one record after another into a SQLite store until it is killed, and prints each key once its put has resolved. */
import { randomUUID } from "node:crypto";
import { writeSync } from "node:fs";
import { systemClock } from "../../../src/clock.ts";
import { openSqliteStore } from "../../../src/stores/sqlite/index.ts";

const [path = ""] = process.argv.slice(2);
const store = openSqliteStore({ path, timeoutMs: 5_000, clock: systemClock, logRetentionMs: 600_000 });

for (let index = 0; ; index += 1) {
  const records = [{ key: `put:${index}`, value: String(index), lifetimeMs: null }];
  await store.put({ records, revisionId: randomUUID(), settled: 0, keepLogMs: 0, keys: [] });
  writeSync(1, `put:${index}\n`);
}
