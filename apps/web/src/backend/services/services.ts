import { join } from "node:path";
import { createStoreLatency, type Database, ENDPOINT, type StoreLatency } from "@curfew/api";
import { type Auth, type Clock, createAuth, type StoreEvent, systemClock } from "@curfew/auth";
import { createFixedKeys, followKeyFile, type Keys, openKeyFile } from "@curfew/auth/keys/file";
import { createDatabase } from "@curfew/db";
import { makeDirectory } from "../config/directory.ts";
import type { Settings } from "../config/settings.ts";
import { joined, togetherAdvise } from "../observability/advice.ts";
import { skewAdvice } from "../observability/clock-skew.ts";
import { watchDatabase } from "../observability/database-watch.ts";
import { createRemedies, type Remedies } from "../observability/health.ts";
import { identified } from "../observability/identified-auth.ts";
import { instrumentedStore } from "../observability/instrumented-store.ts";
import type { Log } from "../observability/log/log.ts";
import { createMetrics, type Metrics } from "../observability/metrics/metrics.ts";
import { createProxyWatch, type ProxyWatch } from "../observability/proxy-watch.ts";
import { traced } from "../observability/tracing/auth.ts";
import { createWarnings, type Warnings } from "../observability/warnings.ts";
import { chooseStore } from "./store.ts";

/** What the app and the operator's command both stand on. */
export interface Services {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly keys: Keys;
  readonly auth: Auth;
  readonly database: Database;
  readonly warnings: Warnings;
  readonly storeLatency: StoreLatency;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly proxies: ProxyWatch;
  readonly remedies: Remedies;
  close(): Promise<void>;
}

/** To be told of what befalls the store. */
type Hear = (event: StoreEvent, services: Services) => void;

/** `existing`: neither a folder, keys nor tables are made, and no key is dropped. */
type Opening = "create" | "existing";

/**
 * Puts together what tokens and people need. Nobody is asked anything yet, so a store or database
 * that is down keeps nothing from starting. Throws `KeySetError` if the kept keys can't be used.
 */
export async function createServices(
  settings: Settings,
  log: Log,
  hear: Hear = () => {},
  opening: Opening = "create",
): Promise<Services> {
  const clock = systemClock;
  const { dataDirectory: directory, lifetimes } = settings;
  if (opening === "create" && settings.needsDataDirectory) await makeDirectory(directory);
  const openKeys = opening === "create" ? openKeyFile : followKeyFile;
  const keys = settings.keySet
    ? createFixedKeys(settings.keySet)
    : await openKeys({
        path: join(directory, "signing-keys.json"),
        lifetimes,
        leadSeconds: settings.keyLeadSeconds,
        clock,
        onProblem: ({ message }) => log("keys_unusable", { message }),
      });
  const { store, size, advice } = chooseStore(settings, clock);
  const storeLatency = createStoreLatency(clock, size);
  const kind = settings.databaseUrl === null ? "sqlite" : "postgres";
  const metrics = createMetrics(store.name, kind);
  const { databaseUrl: url, databasePoolSize: poolSize } = settings;
  const migrateOnStart = opening === "create" && settings.migrateOnStart;
  const watched = watchDatabase(createDatabase({ url, directory, poolSize, migrateOnStart }), { kind, metrics, log });
  const { database } = watched;
  const proxies = createProxyWatch({ ...settings, clock, log });
  const { toleranceSeconds } = lifetimes;
  const databaseSkew = () => skewAdvice(database.time, clock, { of: "the database's server", toleranceSeconds });
  const together = togetherAdvise([async () => settings.warnings, watched.advice, databaseSkew, advice]);
  const remedies = createRemedies(log);
  const live = [watched.warnings, proxies.warnings, remedies.current];
  const warnings = joined(createWarnings({ log, clock, advice: together }), live);
  const auth = createAuth({
    issuer: settings.origin,
    refreshAudience: `${settings.origin}${ENDPOINT}/auth.refresh`,
    keys: keys.ring,
    store: instrumentedStore(store, { storeLatency, metrics }),
    witness: database.checkpoint,
    clock,
    lifetimes,
    timeoutMs: settings.blacklistTimeoutMs,
    maxStalenessMs: settings.blacklistMaxStalenessMs,
    observe(event) {
      warnings.observe(event);
      hear(event, services);
    },
  });
  const services: Services = {
    ...{ settings, clock, keys, database, warnings, storeLatency: storeLatency, metrics, log, proxies, remedies },
    auth: identified(traced(auth)),
    async close() {
      await Promise.allSettled([store.close(), database.close()]);
    },
  };
  return services;
}
