import { mkdir } from "node:fs/promises";
import { type Api, createApi, createLocalAttempts, type Database, type Problem, reasonOf } from "@curfew/api";
import { type Auth, type Clock, createAuth, createKeyRing, systemClock } from "@curfew/auth";
import { createDatabase } from "@curfew/db";
import { keptKeys } from "./keys.ts";
import { type Log, namesOf, traceOf } from "./log.ts";
import type { Settings } from "./settings/settings.ts";
import { chooseStore } from "./store.ts";
import { createWarnings, type Warnings } from "./warnings.ts";

/** Everything the app is made of, put together once. */
export interface App {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly auth: Auth;
  readonly api: Api;
  readonly database: Database;
  readonly warnings: Warnings;
  readonly log: Log;
  close(): Promise<void>;
}

/**
 * Puts the app together. Nobody is asked anything yet, so a store or database that is down keeps
 * nothing from starting. Throws `KeySetError` if the kept keys can't be used.
 */
export async function compose(settings: Settings, log: Log): Promise<App> {
  const clock = systemClock;
  await mkdir(settings.dataDirectory, { recursive: true, mode: 0o700 });
  const keys = settings.keySet ? await createKeyRing(settings.keySet) : await keptKeys(settings.dataDirectory);
  const { store, advice } = chooseStore(settings, clock);
  const database = createDatabase({ url: settings.databaseUrl, directory: settings.dataDirectory });
  const warnings = createWarnings({ log, clock, advice });
  const auth = createAuth({
    issuer: settings.origin,
    keys: () => keys,
    store,
    witness: database.witness,
    clock,
    lifetimes: settings.lifetimes,
    timeoutMs: settings.blacklistTimeoutMs,
    maxStalenessMs: settings.blacklistMaxStalenessMs,
    observe: warnings.observe,
  });
  const api = createApi({
    auth,
    database,
    attempts: createLocalAttempts({ windowSeconds: settings.loginWindowSeconds, clock }),
    clock,
    appOrigin: settings.origin,
    loginAttempts: settings.loginAttempts,
    report: (problem) => log("call_failed", describe(problem)),
  });
  return {
    ...{ settings, clock, auth, api, database, warnings, log },
    async close() {
      await Promise.allSettled([store.close(), database.close()]);
    },
  };
}

/** A dependency that is down is no fault in the sources: that is said without a trace. */
function describe({ path, error }: Problem) {
  const reason = reasonOf(error);
  return reason === null ? { path, trace: traceOf(error) } : { path, reason, cause: namesOf(error) };
}
