import { type Api, ENDPOINT, type RequestHandler, readCookie } from "@curfew/api";
import type { Auth, Clock } from "@curfew/auth";

interface RenewalParts {
  readonly api: Pick<Api, "cookies">;
  readonly auth: Auth;
  readonly clock: Clock;
  readonly origin: string;
  readonly toleranceSeconds: number;
  /** The api's own door: a renewal here is the same as one that a client asks for. */
  readonly answer: RequestHandler;
}

/**
 * What came of a visit's credential. `renewed`: its cookies are to be set, and the page sees the
 * request as it would be with them. `unknown`: whether the session lives can't be told now.
 */
export type Renewal =
  | { readonly state: "kept" }
  | { readonly state: "unknown" }
  | { readonly state: "renewed"; readonly setCookies: readonly string[]; readonly headers: Headers };

export type Renew = (headers: Headers, address: string) => Promise<Renewal>;

export const KEPT: Renewal = { state: "kept" };

/**
 * Renews an access token that has expired, or is about to, before a page is rendered, since a rendering
 * can set no cookie. Never clears one: a refusal may be about cookies that another tab has replaced meanwhile.
 */
export function createRenew(parts: RenewalParts): Renew {
  const { origin, answer } = parts;
  return async (headers, address) => {
    if (!isNavigation(headers) || !(await isEnding(parts, headers))) return KEPT;
    const request = new Request(`${origin}${ENDPOINT}/auth.refresh`, {
      method: "POST",
      headers: { ...ownHeaders(headers), origin, "content-type": "application/json" },
    });
    const response = await answer(request, { address });
    if (response.status === 503) return { state: "unknown" };
    const setCookies = response.headers.getSetCookie();
    return setCookies.length === 0 ? KEPT : { state: "renewed", setCookies, headers: withCookies(headers, setCookies) };
  };
}

/** A page that a person goes to now. One fetched on suspicion must change nothing. */
function isNavigation(headers: Headers): boolean {
  const isPrefetch = headers.has("next-router-prefetch") || /prefetch/.test(headers.get("sec-purpose") ?? "");
  return !isPrefetch && ["document", "empty", null].includes(headers.get("sec-fetch-dest"));
}

/** So long before its end a token is renewed, or for the second half of a shorter life: a page takes time to render. */
const MARGIN_MS = 5_000;

/** Whether there is a refresh token, and no access token but one of ours whose time is over, or will be at once. */
async function isEnding({ api, auth, clock, toleranceSeconds }: RenewalParts, headers: Headers): Promise<boolean> {
  const { access: accessName, refresh } = api.cookies;
  const [access, ...others] = readCookie(headers.get("cookie"), accessName);
  // Of two cookies of one name neither is ours to renew.
  if (others.length > 0 || readCookie(headers.get("cookie"), refresh).length !== 1) return false;
  if (access === undefined) return true;
  const claims = await auth.read(access);
  if (claims === null) return false;
  const [begin, end] = [claims.issuedAt.getTime(), claims.expiresAt.getTime()];
  const left = end + toleranceSeconds * 1000 - clock().getTime();
  return left <= Math.min(MARGIN_MS, (end - begin) / 2);
}

function ownHeaders(headers: Headers): Record<string, string> {
  return { cookie: headers.get("cookie") ?? "", "user-agent": headers.get("user-agent") ?? "" };
}

function withCookies(headers: Headers, setCookies: readonly string[]): Headers {
  const changed = new Headers(headers);
  changed.set("cookie", setCookies.map((line) => line.split(";", 1)[0]).join("; "));
  return changed;
}
