/**
 * Races other processes of its kind for the keys 0 … count-1 of a SQLite store, with a put for each.
 * Prints, a line each: the value that stands, the mark of the attempt, the mark of the put.
 */
import { sqliteStore } from "../../../src/drivers/sqlite.ts";
import { systemClock } from "../../../src/index.ts";

const [path = "", count = ""] = process.argv.slice(2);
const store = sqliteStore({ path, timeoutMs: 20_000, clock: systemClock, logRetentionMs: 600_000 });

for (let index = 0; index < Number(count); index += 1) {
  const value = String(process.pid);
  const standing = await store.putIfAbsent({ key: `race:${index}`, value, lifetimeMs: null });
  const mark = await store.put([{ key: `own:${process.pid}:${index}`, value, lifetimeMs: null }]);
  console.log(`${standing.value} ${standing.mark} ${mark}`);
}
await store.close();
