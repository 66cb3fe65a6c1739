/**
 * Races other processes of its kind for the keys 0 … count-1 of a SQLite store, with a put for each.
 * Prints, a line each: the value that stands, the number of the put, the id it left behind.
 */
import { randomUUID } from "node:crypto";
import { systemClock } from "../../../src/clock.ts";
import { openSqliteStore } from "../../../src/stores/sqlite/index.ts";

const [path = "", count = ""] = process.argv.slice(2);
const store = openSqliteStore({ path, timeoutMs: 20_000, clock: systemClock, logRetentionMs: 600_000 });

for (let index = 0; index < Number(count); index += 1) {
  const value = String(process.pid);
  const standing = await store.exchange({ key: `race:${index}`, value, lifetimeMs: null }, null, []);
  const records = [{ key: `own:${process.pid}:${index}`, value, lifetimeMs: null }];
  const revisionId = randomUUID();
  const { revision } = await store.put({ records, revisionId, settled: 0, keepLogMs: 0, keys: [] });
  console.log(`${standing.value} ${revision} ${revisionId}`);
}
await store.close();
