import { type Api, type Database, ENDPOINT, type RequestHandler } from "@curfew/api";
import { type Auth, type Clock, Unavailable } from "@curfew/auth";
import { readCookie } from "@curfew/http";
import { requestContext } from "../observability/request-context.ts";

interface RenewalParts {
  readonly api: Pick<Api, "cookies">;
  readonly auth: Auth;
  readonly database: Pick<Database, "sessions">;
  readonly clock: Clock;
  readonly origin: string;
  readonly toleranceSeconds: number;
  /** The api's own door: a renewal here is the same as one that a client asks for. */
  readonly answer: RequestHandler;
}

/**
 * What came of a visit's credential. `renewed`: the page sees the request as it would be with a new access token.
 * `unknown`: whether the session lives can't be told now.
 */
type Renewal =
  | { readonly state: "kept" }
  | { readonly state: "unknown" }
  | { readonly state: "renewed"; readonly headers: Headers };

export type Renew = (headers: Headers, address: string) => Promise<Renewal>;

const KEPT: Renewal = { state: "kept" };

/**
 * Sees to it that a page is rendered for whoever's access token has expired, or is about to, and whose refresh token
 * is good: with a token that never leaves the server. Nothing is used up and no cookie set. The browser renews
 * afterwards, one tab at a time: a page's answer that comes late would put an older pair over a newer one.
 */
export function createRenew(parts: RenewalParts): Renew {
  return async (headers, address) => {
    if (!isNavigation(headers) || !(await isEnding(parts, headers))) return KEPT;
    const token = await standIn(parts, headers);
    if (token !== null) return { state: "renewed", headers: withAccess(headers, parts.api.cookies.access, token) };
    return CAN_T_TELL.has(await refusal(parts, headers, address)) ? { state: "unknown" } : KEPT;
  };
}

/** Answers that say nothing of a session: a limit, and an outage. */
const CAN_T_TELL: ReadonlySet<number> = new Set([429, 503]);

/** An access token for this one page; null if the refresh token is refused, or it can't be told. */
async function standIn({ api, auth, database, clock }: RenewalParts, headers: Headers): Promise<string | null> {
  const [refresh = ""] = readCookie(headers.get("cookie"), api.cookies.refresh);
  // Nothing is written to it: whose page this is doesn't matter.
  const ledger = database.sessions.ledger(clock(), { userAgent: null, address: null });
  const claims = await auth.verifyRefresh(refresh, ledger).catch(ignoreUnavailable);
  return claims === null ? null : (await auth.signCopy(claims)).token;
}

function ignoreUnavailable(cause: unknown): null {
  if (cause instanceof Unavailable) return null;
  throw cause;
}

/** Has the api's own door refuse the refresh token, and note it if it was a copy. Resolves with the status. */
async function refusal({ origin, answer }: RenewalParts, headers: Headers, address: string): Promise<number> {
  const request = new Request(`${origin}${ENDPOINT}/auth.refresh`, {
    method: "POST",
    headers: { ...ownHeaders(headers), origin, "content-type": "application/json" },
  });
  return (await answer(request, { address })).status;
}

/** A page that a person goes to now. One fetched on suspicion must change nothing. */
function isNavigation(headers: Headers): boolean {
  // Next.js keeps its own headers from pages.
  const isRouterPrefetch = requestContext()?.incoming.headers["next-router-prefetch"] !== undefined;
  const isPrefetch = isRouterPrefetch || /prefetch/.test(headers.get("sec-purpose") ?? "");
  return !isPrefetch && ["document", "empty", null].includes(headers.get("sec-fetch-dest"));
}

/** So long before its end a token is renewed, or for the second half of a shorter life: a page takes time to render. */
const MARGIN_MS = 5_000;

/** Whether there is a refresh token, and no access token of ours but one whose time is over, or will be at once. */
async function isEnding({ api, auth, clock, toleranceSeconds }: RenewalParts, headers: Headers): Promise<boolean> {
  const { access: accessName, refresh } = api.cookies;
  const [access, ...others] = readCookie(headers.get("cookie"), accessName);
  // Of two cookies of one name neither is ours to renew.
  if (others.length > 0 || readCookie(headers.get("cookie"), refresh).length !== 1) return false;
  if (access === undefined) return true;
  const claims = await auth.verifySignature(access);
  // Another app on this host may have put its own over it.
  if (claims === null) return true;
  const [begin, end] = [claims.issuedAt.getTime(), claims.expiresAt.getTime()];
  const left = end + toleranceSeconds * 1000 - clock().getTime();
  return left <= Math.min(MARGIN_MS, (end - begin) / 2);
}

function ownHeaders(headers: Headers): Record<string, string> {
  return { cookie: headers.get("cookie") ?? "", "user-agent": headers.get("user-agent") ?? "" };
}

function withAccess(headers: Headers, name: string, token: string): Headers {
  const changed = new Headers(headers);
  changed.set("cookie", `${name}=${token}`);
  return changed;
}
