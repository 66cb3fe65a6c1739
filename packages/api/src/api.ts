import { type CookieNames, type CookieUse, cookieNames } from "@curfew/http";
import { type Context, createContext, createServerContext, type RequestFacts, type Services } from "./context.ts";
import type { ClientMetadata } from "./database.ts";
import type { Observer } from "./observer.ts";
import { assertOrigin } from "./origin.ts";
import { createOutcomes, type Outcomes } from "./outcomes.ts";
import type { Load } from "./passwords/limit-concurrency.ts";
import { createPasswords } from "./passwords/passwords.ts";
import { type AppRouter, appRouter, createCaller } from "./routers/root.ts";
import { recoverInDoubt } from "./sessions/pending-revocation.ts";
import { createSessionWatch } from "./sessions/watch.ts";
import { createAuditCounts } from "./stats/audit-counts.ts";
import { createRejections } from "./stats/rejections.ts";

export interface ApiOptions
  extends Omit<
    Services,
    "passwords" | "watch" | "demoClients" | "rejections" | "auditCounts" | "observer" | "cookies" | "requestId"
  > {
  readonly observer?: Observer;
  /** Returns the id under which the log has the request that is being answered. */
  readonly requestId?: () => string | null;
  /** Begins both cookies' names, so that two apps on one host don't take each other's. */
  readonly cookiePrefix?: string;
}

/** All procedures, bound to what they work with. */
export interface Api {
  readonly router: AppRouter;
  /** The names of the session's cookies. */
  readonly cookies: CookieNames;
  createContext(request: RequestFacts): Context;
  /** Throws `origin_refused` unless a mutation that uses cookies so may come from where such a request comes from. */
  assertOrigin(headers: Headers, use: CookieUse): void;
  /** The procedures as functions, for a page that is rendered on the server: queries only, and no cookies. */
  createServerCaller(headers: Headers, address: string): ReturnType<typeof createCaller>;
  /**
   * Finishes what a process that died in the middle of a password change, suspension or deletion left
   * undone; to be called at start and from time to time. Resolves with how many it finished; what can't be
   * finished now is reported, and left for the next time. Rejects with `DatabaseUnavailable`.
   */
  recoverInDoubt(): Promise<number>;
  /**
   * Tokens that the app's own demonstration revokes now, by their ids, each with the client that the audit trail is to
   * name.
   */
  readonly demoClients: Map<string, ClientMetadata>;
  /** Runs the answering of one request: all its questions to the blacklist share one deadline. */
  withDeadline<T>(work: () => Promise<T>): Promise<T>;
  /** Makes what follows the calls of one request, for its context and for the answer's headers. */
  createOutcomes(): Outcomes;
  /**
   * Gets ready for the first new password, in a thread of its own: to be called when the start is over, or that password
   * waits for it. Never rejects.
   */
  warm(): Promise<void>;
  /** Tells how many passwords are hashed now, and how many wait. */
  hashing(): Load;
}

/** Throws `TypeError` for an `appOrigin` that isn't spelt as browsers spell an origin, a bad prefix or no limit. */
export function createApi(options: ApiOptions): Api {
  if (new URL(options.appOrigin).origin !== options.appOrigin) throw new TypeError("appOrigin is not an origin");
  if (!(Number.isInteger(options.loginAttempts) && options.loginAttempts > 0)) {
    throw new TypeError("loginAttempts must be a whole number above 0");
  }
  const observer = options.observer ?? { answered() {}, happened() {} };
  const passwords = createPasswords();
  const demoClients = new Map<string, ClientMetadata>();
  const services: Services = {
    ...{ requestId: () => null, ...options, observer, passwords },
    cookies: cookieNames(options.appOrigin, options.cookiePrefix),
    watch: createSessionWatch(options),
    demoClients,
    rejections: createRejections(options.clock),
    auditCounts: createAuditCounts(options.database.audit, options.clock),
  };
  return {
    router: appRouter,
    cookies: services.cookies,
    createContext: (request) => createContext(services, request),
    assertOrigin: (headers, use) => assertOrigin(services, headers, use),
    createServerCaller: (headers, address) => createCaller(createServerContext(services, headers, address)),
    demoClients,
    withDeadline: options.auth.withDeadline,
    recoverInDoubt: () => recoverInDoubt(services),
    createOutcomes: () => createOutcomes(observer, services.rejections.count),
    warm: passwords.warm,
    hashing: passwords.load,
  };
}
