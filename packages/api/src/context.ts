import type { Auth, Clock, Refusal } from "@curfew/auth";
import { type CookieNames, type CookieUse, type Credential, readCredential } from "@curfew/http";
import type { Actor } from "./audit/note.ts";
import { type Authentication, createAuthentication } from "./authentication.ts";
import { clientMetadata } from "./client-metadata.ts";
import type { ClientMetadata, Database } from "./database.ts";
import { ApiError } from "./errors/api-error.ts";
import type { ErrorName } from "./errors/table.ts";
import type { Observer, Problem } from "./observer.ts";
import { assertOrigin } from "./origin.ts";
import type { Passwords } from "./passwords/passwords.ts";
import { createQuotas, type Quotas } from "./rate-limit/quotas.ts";
import type { RateLimit } from "./rate-limit/rate-limit.ts";
import { createResponseCookies, type ResponseCookies } from "./response-cookies.ts";
import { refusalOf } from "./sessions/fate.ts";
import type { SessionWatch } from "./sessions/watch.ts";
import type { AuditCounts } from "./stats/audit-counts.ts";
import type { Rejections } from "./stats/rejections.ts";
import type { StoreLatency } from "./stats/store-latency.ts";

/** What every procedure works with; one set for the life of the process. */
export interface Services {
  readonly auth: Auth;
  readonly database: Database;
  readonly rateLimit: RateLimit;
  readonly passwords: Passwords;
  readonly watch: SessionWatch;
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
  /** Under which id the log has the request that is being answered; null where none is. */
  readonly requestId: () => string | null;
  /** Told of what went wrong without anybody being answered so; see `Problem`. */
  readonly report: (problem: Problem) => void;
}

/** One request as its procedures see it. */
export interface Context {
  readonly services: Services;
  readonly client: ClientMetadata;
  /** Who acts, where neither a live token nor what befalls them tells. */
  readonly actor: Actor | null;
  readonly credential: Credential;
  readonly authentication: Authentication;
  readonly responseCookies: ResponseCookies;
  readonly quotas: Quotas;
  /** Throws a `Failure` when called a second time with its name: of what one request may ask for once. */
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
}

/** By which a page says which session it was rendered for. */
const PAGE_SESSION = "x-curfew-session";

export function createContext(
  parts: Services,
  { headers, address, maxStalenessMs = Number.POSITIVE_INFINITY }: RequestFacts,
): Context {
  const { auth, cookies } = parts;
  const credential = readCredential(headers, cookies);
  const pageSessionId = headers.get(PAGE_SESSION);
  const refuse = (refusal: Refusal) => refusalOf({ services: parts, pageSessionId }, refusal);
  return {
    services: parts,
    client: clientMetadata(headers, address),
    actor: null,
    credential,
    authentication: createAuthentication({ auth, credential, maxStalenessMs, refuse }),
    responseCookies: createResponseCookies(cookies),
    quotas: createQuotas(),
    once: createOnce(),
    pageSessionId,
    assertOrigin: (use) => assertOrigin(parts, headers, use),
  };
}

/** The context of a page that is rendered on the server: it can ask, but change nothing, and sets no cookies. */
export function createServerContext(parts: Services, headers: Headers, address: string): Context {
  const refuse = () => {
    throw new ApiError("origin_refused", { origin: parts.appOrigin });
  };
  return { ...createContext(parts, { headers, address }), assertOrigin: refuse, once() {} };
}

function createOnce(): Context["once"] {
  const asked = new Set<ErrorName>();
  return (failure) => {
    if (asked.has(failure)) throw new ApiError(failure);
    asked.add(failure);
  };
}
