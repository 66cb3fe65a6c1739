import { join } from "node:path";
import { createApi, createRateLimit, createRequestHandler, createStoreLatency, type Database } from "@curfew/api";
import { createAuth, type KeyRing, logRetentionMs, longestSeconds, type Store } from "@curfew/auth";
import { openRedisStore } from "@curfew/auth/stores/redis";
import { openSqliteStore } from "@curfew/auth/stores/sqlite";
import { createDatabase } from "@curfew/db";
import { LIFETIMES } from "./state.ts";

const ORIGIN = "http://localhost:3000";

/** Patience with a busy machine. */
const TIMEOUT_MS = 20_000;

const RETENTION = { logRetentionMs: logRetentionMs(LIFETIMES.accessSeconds, LIFETIMES.toleranceSeconds) };

export interface InstanceOptions {
  /** Where it keeps its files. */
  readonly folder: string;
  /** Null: the blacklist is among them. */
  readonly redisUrl: string | null;
  readonly keys: KeyRing;
  readonly clock: () => Date;
  /** Milliseconds that pass evenly. */
  readonly uptime: () => number;
  /** What the store and the database take for the time. */
  readonly serverClock: () => Date;
}

export interface Answer {
  readonly status: number;
  readonly reason: string | null;
  readonly data: unknown;
}

export type Instance = ReturnType<typeof createInstance>;

/** The same store, but for the time that it tells: a server's own can't be moved. */
function timed(store: Store, time: () => Date): Store {
  const at = () => time().getTime();
  return {
    ...store,
    readPrimary: async (keys) => ({ ...(await store.readPrimary(keys)), at: at() }),
    exchange: async (record, expected, keys) => ({ ...(await store.exchange(record, expected, keys)), at: at() }),
  };
}

/** The whole api on the real drivers, without sockets. */
export function createInstance({ folder, redisUrl, keys, clock, uptime, serverClock }: InstanceOptions) {
  const store: Store =
    redisUrl === null
      ? openSqliteStore({ path: join(folder, "blacklist.db"), timeoutMs: TIMEOUT_MS, clock: serverClock, ...RETENTION })
      : timed(openRedisStore({ url: redisUrl, timeoutMs: TIMEOUT_MS, ...RETENTION }), serverClock);
  const database = byClock(createDatabase({ url: null, directory: folder, timeoutMs: TIMEOUT_MS }), serverClock);
  const auth = createAuth({
    ...{ issuer: ORIGIN, keys: () => keys, store, witness: database.checkpoint, clock, lifetimes: LIFETIMES },
    ...{ uptime, timeoutMs: TIMEOUT_MS, maxStalenessMs: 0 },
  });
  const report = () => {};
  const api = createApi({
    ...{ auth, database, clock, report, appOrigin: ORIGIN, idleSeconds: longestSeconds(LIFETIMES) },
    rateLimit: createRateLimit({ windows: database.attempts, windowSeconds: 300, clock, report }),
    loginAttempts: 1_000_000,
    storeLatency: createStoreLatency(clock, async () => null),
  });
  const handle = createRequestHandler(api);
  return {
    ...{ api, auth, database, clock },
    /** Calls a procedure as a program does; without `input` a query. */
    async call(procedure: string, token?: string, input?: unknown): Promise<Answer> {
      const headers = new Headers({ "content-type": "application/json" });
      if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
      const init = input === undefined ? { headers } : { headers, method: "POST", body: JSON.stringify(input) };
      const response = await handle(new Request(`${ORIGIN}/api/trpc/${procedure}`, init), { address: "192.0.2.1" });
      const { result, error } = (await response.json()) as {
        result?: { data: unknown };
        error?: { data: { reason: string | null } };
      };
      return { status: response.status, reason: error?.data.reason ?? null, data: result?.data };
    },
    async close(): Promise<void> {
      await Promise.all([store.close(), database.close()]);
    },
  };
}

/** The same database, whose own time passes as the test's does. */
function byClock(database: Database, now: () => Date): Database {
  const { checkpoint } = database;
  return {
    ...database,
    checkpoint: {
      ...checkpoint,
      read: async () => ({ ...(await checkpoint.read()), at: now() }),
      replace: async (version, change) => ({ ...(await checkpoint.replace(version, change)), at: now() }),
    },
  };
}
