import { type Api, createApi, createRateLimit } from "@curfew/api";
import { longestSeconds } from "@curfew/auth";
import type { Settings } from "../config/settings.ts";
import type { Log } from "../observability/log/log.ts";
import { counted } from "../observability/metrics/attempts.ts";
import { createObserver } from "../observability/metrics/observer.ts";
import { createReport } from "../observability/report.ts";
import { requestContext } from "../observability/request-context.ts";
import { recordStoreEvent } from "../observability/store-events.ts";
import { createServices, type Services } from "../services/services.ts";

/** Everything the app is made of, put together once. */
export interface App extends Services {
  readonly api: Api;
}

/** Puts the app together. Asks and throws as `createServices` does. */
export async function createApp(settings: Settings, log: Log): Promise<App> {
  const services = await createServices(settings, log, recordStoreEvent);
  const { auth, database, clock, storeLatency, metrics } = services;
  const report = createReport(log);
  const { loginWindowSeconds: windowSeconds } = settings;
  const attempts = createRateLimit({ windows: database.attempts, windowSeconds, clock, report });
  const api = createApi({
    ...{ auth, database, clock, storeLatency: storeLatency, report },
    rateLimit: counted(attempts, metrics),
    observer: createObserver(metrics, log),
    requestId: () => requestContext()?.id ?? null,
    appOrigin: settings.origin,
    cookiePrefix: settings.cookiePrefix ?? "",
    loginAttempts: settings.loginAttempts,
    idleSeconds: longestSeconds(settings.lifetimes),
  });
  return { ...services, api };
}
