/** Puts one record after another into a SQLite store until it is killed, and prints each key once its put has resolved. */
import { writeSync } from "node:fs";
import { sqliteStore } from "../../../src/drivers/sqlite.ts";
import { systemClock } from "../../../src/index.ts";

const [path = ""] = process.argv.slice(2);
const store = sqliteStore({ path, timeoutMs: 5_000, clock: systemClock, logRetentionMs: 600_000 });

for (let index = 0; ; index += 1) {
  await store.put([{ key: `put:${index}`, value: String(index), lifetimeMs: null }]);
  writeSync(1, `put:${index}\n`);
}
