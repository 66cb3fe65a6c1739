import { type Api, createApi, createRateLimit } from "@curfew/api";
import { longestSeconds } from "@curfew/auth";
import { chronicle } from "./chronicle.ts";
import { evidence } from "./evidence.ts";
import { createFoundation, type Foundation } from "./foundation.ts";
import type { Log } from "./log.ts";
import { counted } from "./metrics/attempts.ts";
import { createObserver } from "./metrics/observer.ts";
import { createReport } from "./report.ts";
import type { Settings } from "./settings/settings.ts";

/** Everything the app is made of, put together once. */
export interface App extends Foundation {
  readonly api: Api;
}

/** Puts the app together. Asks and throws as its foundation does. */
export async function compose(settings: Settings, log: Log): Promise<App> {
  const foundation = await createFoundation(settings, log, chronicle);
  const { auth, database, clock, gauge, metrics } = foundation;
  const report = createReport(log);
  const { loginWindowSeconds: windowSeconds } = settings;
  const attempts = createRateLimit({ windows: database.attempts, windowSeconds, clock, report });
  const api = createApi({
    ...{ auth, database, clock, storeLatency: gauge, report },
    rateLimit: counted(attempts, metrics),
    observer: createObserver(metrics, log),
    requestId: () => evidence()?.id ?? null,
    appOrigin: settings.origin,
    cookiePrefix: settings.cookiePrefix ?? "",
    loginAttempts: settings.loginAttempts,
    idleSeconds: longestSeconds(settings.lifetimes),
  });
  return { ...foundation, api };
}
