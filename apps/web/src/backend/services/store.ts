import { join } from "node:path";
import { type Clock, logRetentionMs, type Store } from "@curfew/auth";
import { openRedisStore } from "@curfew/auth/stores/redis";
import { openSqliteStore } from "@curfew/auth/stores/sqlite";
import { openUpstashStore } from "@curfew/auth/stores/upstash";
import type { Settings } from "../config/settings.ts";
import { skewAdvice } from "../observability/clock-skew.ts";

/** The blacklist's store, and what an operator should change about its server. */
export interface ChosenStore {
  readonly store: Store;
  /** How many records it holds; null if it can't tell cheaply. Rejects if it can't be asked. */
  size(): Promise<number | null>;
  /** Rejects if the server can't be asked. */
  advice(): Promise<readonly string[]>;
}

/** The store that the settings name. Asks nobody anything yet. */
export function chooseStore(settings: Settings, clock: Clock): ChosenStore {
  const { blacklist, lifetimes, keyPrefix, blacklistTimeoutMs: timeoutMs } = settings;
  const retention = { logRetentionMs: logRetentionMs(lifetimes.accessSeconds, lifetimes.toleranceSeconds) };
  switch (blacklist.kind) {
    case "sqlite": {
      const path = join(settings.dataDirectory, "blacklist.db");
      const store = openSqliteStore({ path, timeoutMs, clock, keyPrefix, ...retention });
      return { store, size: store.size, advice: async () => [] };
    }
    case "redis": {
      const store = openRedisStore({ url: blacklist.url, timeoutMs, keyPrefix, ...retention });
      return { store, size: store.size, advice: () => adviceOf(store, settings, clock) };
    }
    case "upstash": {
      const store = openUpstashStore({
        url: blacklist.url,
        token: blacklist.token,
        timeoutMs,
        keyPrefix,
        ...retention,
      });
      return { store, size: store.size, advice: () => adviceOf(store, settings, clock) };
    }
  }
}

async function adviceOf(
  store: ReturnType<typeof openRedisStore>,
  { lifetimes: { toleranceSeconds } }: Settings,
  clock: Clock,
): Promise<readonly string[]> {
  const advice = await store.diagnose();
  // Not every user of a server may ask it for its time.
  const skew = skewAdvice(store.time, clock, { of: "the blacklist's server", toleranceSeconds }).catch(() => []);
  return [...advice, ...(await skew)];
}
