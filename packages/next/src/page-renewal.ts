import type { Auth, Clock, SessionLedger } from "@curfew/auth";
import { type CookieNames, readCookie, unavailableFailure } from "@curfew/http";

export interface PageRenewalOptions {
  readonly auth: Pick<Auth, "verifySignature" | "verifyRefresh" | "signCopy">;
  readonly cookies: CookieNames;
  /** Keeps beside the store which token is a session's newest; as `rotate` has it. */
  readonly ledger?: (() => SessionLedger) | undefined;
  /** `toleranceSeconds` of `lifetimes`. Default 5. */
  readonly toleranceSeconds?: number | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
}

/**
 * What came of a page's credential. `renewed`: the page is to see the request with these headers. `refused`: there is no
 * session for it. `unknown`: whether there is one can't be told now.
 */
export type RenewedPage =
  | { readonly state: "kept" | "refused" | "unknown" }
  | { readonly state: "renewed"; readonly headers: Headers };

/** Judges the headers of a request for a page. */
export type PageRenewal = (headers: Headers) => Promise<RenewedPage>;

/**
 * Creates what renders a page for a visitor whose access token has expired, or is about to, and whose refresh token is
 * good: with an access token that never leaves the server. Nothing is used up and no cookie is set. The browser renews
 * afterwards, one tab at a time: a page's answer that comes late would put an older pair over a newer one. A page that is
 * prefetched renews nothing.
 *
 * @example
 * const { auth, clock, login } = await createTestAuth(); // of `@curfew/auth/testing`
 * const cookies = cookieNames("https://app.example"); // of `@curfew/http`
 * const renew = createPageRenewal({ auth, cookies, clock: clock.now });
 * const { refresh } = await login("ann");
 * const { state, headers } = await renew(new Headers({ cookie: `${cookies.refresh}=${refresh.token}` }));
 * console.log(state, headers.has("cookie")); // renewed true
 */
export function createPageRenewal(options: PageRenewalOptions): PageRenewal {
  return async (headers) => {
    if (!isNavigation(headers) || !(await isEnding(options, headers))) return { state: "kept" };
    try {
      const token = await signStandIn(options, headers);
      if (token === null) return { state: "refused" };
      return { state: "renewed", headers: withCookie(headers, options.cookies.access, token) };
    } catch (cause) {
      if (unavailableFailure(cause) === null) throw cause;
      return { state: "unknown" };
    }
  };
}

/** Signs an access token for this one page; null if the refresh token is refused. */
async function signStandIn({ auth, cookies, ledger }: PageRenewalOptions, headers: Headers): Promise<string | null> {
  const [refresh = ""] = readCookie(headers.get("cookie"), cookies.refresh);
  const claims = await auth.verifyRefresh(refresh, ledger?.());
  return claims === null ? null : (await auth.signCopy(claims)).token;
}

/** Tells whether a person goes to this page now. One that is fetched on suspicion must change nothing. */
function isNavigation(headers: Headers): boolean {
  if (headers.has("next-router-prefetch") || /prefetch/.test(headers.get("sec-purpose") ?? "")) return false;
  return ["document", "empty", null].includes(headers.get("sec-fetch-dest"));
}

/** So long before its end a token is renewed, or for the second half of a shorter life: a page takes time to render. */
const MARGIN_MS = 5_000;

/** Tells whether there is a refresh token, and no access token of ours but one whose time is over, or will be at once. */
async function isEnding(options: PageRenewalOptions, headers: Headers): Promise<boolean> {
  const { auth, cookies, clock = () => new Date(), toleranceSeconds = 5 } = options;
  const sent = headers.get("cookie");
  const [access, ...others] = readCookie(sent, cookies.access);
  // Of two cookies of one name neither is ours to renew.
  if (others.length > 0 || readCookie(sent, cookies.refresh).length !== 1) return false;
  if (access === undefined) return true;
  const claims = await auth.verifySignature(access);
  // Another app on this host may have put its own over it.
  if (claims === null) return true;
  const [begin, end] = [claims.issuedAt.getTime(), claims.expiresAt.getTime()];
  const left = end + toleranceSeconds * 1000 - clock().getTime();
  return left <= Math.min(MARGIN_MS, (end - begin) / 2);
}

/** Only the new token: what else the browser sent says nothing of the session. */
function withCookie(headers: Headers, name: string, token: string): Headers {
  const changed = new Headers(headers);
  changed.set("cookie", `${name}=${token}`);
  return changed;
}
