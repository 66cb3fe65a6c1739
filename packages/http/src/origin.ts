import { type CookieNames, readCookie } from "./cookies.ts";
import { isBearer } from "./credential.ts";

/**
 * What a state change does with the session's cookies: it sets or clears them (and may read them too),
 * it reads them if they are there, or it acts on its body alone.
 */
export type CookieUse = "sets" | "reads" | "ignores";

/** The app's own origin, and the cookies that hold its sessions. */
export interface OriginPolicy {
  readonly appOrigin: string;
  readonly cookies: CookieNames;
}

/**
 * Tells whether a state change that uses cookies so may come from where a request with these headers comes
 * from. Bearer calls may come from anywhere: no browser adds that header by itself.
 *
 * @example
 * const policy = { appOrigin: "https://app.example", cookies: cookieNames("https://app.example") };
 * const headers = new Headers({ origin: "https://elsewhere.example" });
 * console.log(mayChangeState(headers, policy, "sets")); // false
 * console.log(mayChangeState(headers, policy, "ignores")); // true
 */
export function mayChangeState(headers: Headers, policy: OriginPolicy, use: CookieUse): boolean {
  if (use === "ignores" || isBearer(headers)) return true;
  if (use === "reads" && !carriesSession(headers, policy.cookies)) return true;
  return isOwnOrigin(headers, policy);
}

/**
 * Tells whether a request comes from the app's own origin as the browser tells it (`Origin`, else
 * `Sec-Fetch-Site`; `null` is foreign), or from a client that is no browser and carries none of the session's
 * cookies. Other apps' cookies don't count.
 *
 * @example
 * const policy = { appOrigin: "https://app.example", cookies: cookieNames("https://app.example") };
 * console.log(isOwnOrigin(new Headers({ "sec-fetch-site": "same-origin" }), policy)); // true
 * console.log(isOwnOrigin(new Headers({ origin: "null" }), policy)); // false
 */
export function isOwnOrigin(headers: Headers, { appOrigin, cookies }: OriginPolicy): boolean {
  const origin = headers.get("origin");
  if (origin !== null) return origin === appOrigin;
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin" || site === "none";
  return !carriesSession(headers, cookies);
}

function carriesSession(headers: Headers, { access, refresh }: CookieNames): boolean {
  const sent = headers.get("cookie");
  return [access, refresh].some((name) => readCookie(sent, name).length > 0);
}
