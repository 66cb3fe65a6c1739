import type { Auth, Clock, Refusal } from "@curfew/auth";
import type { Attempts } from "./attempts/attempts.ts";
import { createQuotas, type Quotas } from "./attempts/quotas.ts";
import { type Authentication, createAuthentication, type Freshness } from "./authentication.ts";
import { clientMark } from "./client.ts";
import type { CookieNames } from "./cookies.ts";
import { type Credential, readCredential } from "./credential.ts";
import { Failure } from "./errors/failure.ts";
import type { FailureName } from "./errors/table.ts";
import type { Observer, Problem } from "./observer.ts";
import { assertOrigin, type CookieUse } from "./origin.ts";
import type { Passwords } from "./password/passwords.ts";
import type { ClientMark, Database } from "./ports.ts";
import { createReply, type Reply } from "./reply.ts";
import { refusalOf } from "./session/fate.ts";
import type { SessionWatch } from "./session/watch.ts";
import type { Gauge } from "./stats/gauge.ts";
import type { Refusals } from "./stats/refusals.ts";
import type { Trail } from "./stats/trail.ts";
import type { Trials } from "./trials.ts";

/** What every procedure works with; one set for the life of the process. */
export interface Parts {
  readonly auth: Auth;
  readonly database: Database;
  readonly attempts: Attempts;
  readonly passwords: Passwords;
  readonly watch: SessionWatch;
  readonly trials: Trials;
  readonly refusals: Refusals;
  readonly trail: Trail;
  readonly gauge: Gauge;
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

/** Who does something. */
export interface Actor {
  readonly userId: string;
  /** The session it is done from. */
  readonly sessionId: string | null;
}

/** One request as its procedures see it. */
export interface Context {
  readonly parts: Parts;
  readonly client: ClientMark;
  /** Who acts, where neither a live token nor what befalls them tells. */
  readonly actor: Actor | null;
  readonly credential: Credential;
  readonly authentication: Authentication;
  readonly reply: Reply;
  readonly quotas: Quotas;
  /** Throws a `Failure` when called a second time with its name: of what one request may ask for once. */
  once(failure: FailureName): void;
  /** The session that the calling page was rendered for; null if it doesn't say. */
  readonly pageSessionId: string | null;
  /** Throws `origin_refused` unless a mutation may come from where this request comes from. */
  assertOrigin(use: CookieUse): void;
}

export interface RequestFacts {
  readonly headers: Headers;
  /** The client's address, as the server judges it. */
  readonly address: string;
  /** What the strictest of the request's calls needs. */
  readonly atLeast?: Freshness;
}

/** By which a page says which session it was rendered for. */
const PAGE_SESSION = "x-curfew-session";

export function createContext(parts: Parts, { headers, address, atLeast = "bounded" }: RequestFacts): Context {
  const { auth, cookies } = parts;
  const credential = readCredential(headers, cookies);
  const pageSessionId = headers.get(PAGE_SESSION);
  const refuse = (refusal: Refusal) => refusalOf({ parts, pageSessionId }, refusal);
  return {
    parts,
    client: clientMark(headers, address),
    actor: null,
    credential,
    authentication: createAuthentication({ auth, credential, atLeast, refuse }),
    reply: createReply(cookies),
    quotas: createQuotas(),
    once: createOnce(),
    pageSessionId,
    assertOrigin: (use) => assertOrigin(parts, headers, use),
  };
}

/** The context of a page that is rendered on the server: it can ask, but change nothing, and sets no cookies. */
export function createServerContext(parts: Parts, headers: Headers, address: string): Context {
  const refuse = () => {
    throw new Failure("origin_refused", { origin: parts.appOrigin });
  };
  return { ...createContext(parts, { headers, address }), assertOrigin: refuse, once() {} };
}

function createOnce(): Context["once"] {
  const asked = new Set<FailureName>();
  return (failure) => {
    if (asked.has(failure)) throw new Failure(failure);
    asked.add(failure);
  };
}
