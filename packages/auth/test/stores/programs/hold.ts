/** Opens a SQLite store, asks it once, and then does nothing with it until it is killed. */
import { systemClock } from "../../../src/clock.ts";
import { openSqliteStore } from "../../../src/stores/sqlite/index.ts";

const [path = ""] = process.argv.slice(2);
const store = openSqliteStore({ path, timeoutMs: 5_000, clock: systemClock, logRetentionMs: 600_000 });
console.log(JSON.stringify(await store.read(["a"])));
setInterval(() => {}, 60_000);
