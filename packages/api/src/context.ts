import type { Auth, Clock } from "@curfew/auth";
import { type CookieNames, type CookieUse, type Credential, type Rejection, readCredential } from "@curfew/http";
import { type Authentication, createAuthentication, type SessionWatch } from "@curfew/trpc";
import type { Actor } from "./audit/note.ts";
import { clientMetadata } from "./client-metadata.ts";
import type { ClientMetadata, Database } from "./database.ts";
import { ApiError } from "./errors/api-error.ts";
import type { Ended, ErrorName } from "./errors/table.ts";
import type { Observer, Problem } from "./observer.ts";
import { assertOrigin } from "./origin.ts";
import { createOutcomes, type Outcomes } from "./outcomes.ts";
import type { Passwords } from "./passwords/passwords.ts";
import { createQuotas, type Quotas } from "./rate-limit/quotas.ts";
import type { RateLimit } from "./rate-limit/rate-limit.ts";
import { createResponseCookies, type ResponseCookies } from "./response-cookies.ts";
import { rejectionOf } from "./sessions/fate.ts";
import type { AuditCounts } from "./stats/audit-counts.ts";
import type { Rejections } from "./stats/rejections.ts";
import type { StoreLatency } from "./stats/store-latency.ts";

/** The services of every procedure, made once for the life of the process. */
export interface Services {
  readonly auth: Auth;
  readonly database: Database;
  readonly rateLimit: RateLimit;
  readonly passwords: Passwords;
  readonly watch: SessionWatch<Ended>;
  /** The clients at whose hands the app's own demonstration revokes these tokens, by their ids. */
  readonly demoClients: ReadonlyMap<string, ClientMetadata>;
  readonly rejections: Rejections;
  readonly auditCounts: AuditCounts;
  readonly storeLatency: StoreLatency;
  readonly clock: Clock;
  readonly appOrigin: string;
  readonly cookies: CookieNames;
  /** Failed logins allowed per account in a window of `attempts`; ten times as many per client address. */
  readonly loginAttempts: number;
  /** A session not refreshed for so long has no token left that is accepted, and is on no list. */
  readonly idleSeconds: number;
  readonly observer: Observer;
  /** Returns the id under which the log has the request that is being answered; null where there is none. */
  readonly requestId: () => string | null;
  /** Is told what went wrong without a call being answered so. */
  readonly report: (problem: Problem) => void;
}

/** One request as its procedures see it. */
export interface Context {
  readonly services: Services;
  readonly client: ClientMetadata;
  /** The one who acts, where no live token tells. */
  readonly actor: Actor | null;
  readonly credential: Credential;
  readonly authentication: Authentication;
  readonly responseCookies: ResponseCookies;
  readonly quotas: Quotas;
  readonly outcomes: Outcomes;
  /** Throws an `ApiError` when called a second time with its name: of what one request may ask for once. */
  once(failure: ErrorName): void;
  /** The session that the calling page was rendered for; null if it doesn't say. */
  readonly pageSessionId: string | null;
  /** Throws `origin_refused` unless a mutation may come from where this request comes from. */
  assertOrigin(use: CookieUse): void;
}

export interface RequestFacts {
  readonly headers: Headers;
  /** The client's address, as the server judges it. */
  readonly address: string;
  /** The least staleness that one of the request's calls allows. */
  readonly maxStalenessMs?: number;
  readonly outcomes: Outcomes;
}

/** The header in which a page names the session it was rendered for. */
const PAGE_SESSION = "x-curfew-session";

export function createContext(
  services: Services,
  { headers, address, maxStalenessMs = Number.POSITIVE_INFINITY, outcomes }: RequestFacts,
): Context {
  const { auth, cookies } = services;
  const credential = readCredential(headers, cookies);
  const pageSessionId = headers.get(PAGE_SESSION);
  const reject = (rejection: Rejection) => rejectionOf({ services, pageSessionId }, rejection);
  return {
    services,
    client: clientMetadata(headers, address),
    actor: null,
    credential,
    authentication: createAuthentication({ auth, credential, maxStalenessMs, reject }),
    responseCookies: createResponseCookies(cookies),
    quotas: createQuotas(),
    outcomes,
    once: createOnce(),
    pageSessionId,
    assertOrigin: (use) => assertOrigin(services, headers, use),
  };
}

/**
 * Makes the context of a page that is rendered on the server: it can query, but change nothing, and sets no cookies.
 */
export function createServerContext(services: Services, headers: Headers, address: string): Context {
  const refuse = () => {
    throw new ApiError("origin_refused", { origin: services.appOrigin });
  };
  // Only what clients call is counted among the rejections.
  const outcomes = createOutcomes(services.observer, () => {});
  return { ...createContext(services, { headers, address, outcomes }), assertOrigin: refuse, once() {} };
}

function createOnce(): Context["once"] {
  const asked = new Set<ErrorName>();
  return (failure) => {
    if (asked.has(failure)) throw new ApiError(failure);
    asked.add(failure);
  };
}
