/** Asks a store of the kind named one question, closes it, and ends when nothing is left to do. */
import { systemClock } from "../../../src/clock.ts";
import { openRedisStore } from "../../../src/stores/redis/index.ts";
import { openSqliteStore } from "../../../src/stores/sqlite/index.ts";
import { openUpstashStore } from "../../../src/stores/upstash.ts";

const [kind = "", where = "", token = "", timeoutMs = "1000"] = process.argv.slice(2);
const timing = { timeoutMs: Number(timeoutMs), logRetentionMs: 1_000 };

function open() {
  if (kind === "sqlite") return openSqliteStore({ path: where, clock: systemClock, ...timing });
  return kind === "redis"
    ? openRedisStore({ url: where, ...timing })
    : openUpstashStore({ url: where, token, ...timing });
}

const store = open();
const answer = await store.read(["a"]).catch((error: unknown) => String(error));
await store.close();
console.log(JSON.stringify(answer));
