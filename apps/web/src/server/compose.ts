import { type Api, createApi, createAttempts, type Problem, reasonOf } from "@curfew/api";
import { createFoundation, type Foundation } from "./foundation.ts";
import { type Log, namesOf, traceOf } from "./log.ts";
import type { Settings } from "./settings/settings.ts";

/** Everything the app is made of, put together once. */
export interface App extends Foundation {
  readonly api: Api;
}

/** Puts the app together. Asks and throws as its foundation does. */
export async function compose(settings: Settings, log: Log): Promise<App> {
  const foundation = await createFoundation(settings, log);
  const { auth, database, clock, gauge } = foundation;
  const report = (problem: Problem) => log("call_failed", describe(problem));
  const { loginWindowSeconds: windowSeconds } = settings;
  const api = createApi({
    auth,
    database,
    attempts: createAttempts({ windows: database.attempts, windowSeconds, clock, report }),
    clock,
    gauge,
    appOrigin: settings.origin,
    loginAttempts: settings.loginAttempts,
    refreshSeconds: settings.lifetimes.refreshSeconds,
    report,
  });
  return { ...foundation, api };
}

/** A dependency that is down is no fault in the sources: that is said without a trace. */
function describe({ path, error }: Problem) {
  const reason = reasonOf(error);
  return reason === null ? { path, trace: traceOf(error) } : { path, reason, cause: namesOf(error) };
}
