import { type CookieNames, readCookie } from "./cookies.ts";
import { isBearer } from "./credential.ts";
import { ApiError } from "./errors/api-error.ts";

/**
 * What a mutation does with the session's cookies: sets or takes them away (and may read them too), reads
 * them if they are there, or acts on its body alone.
 */
export type CookieUse = "sets" | "reads" | "ignores";

/** What a procedure says of itself. */
export interface OriginMeta {
  /** Left out: `sets`. A function tells by the input, of a mutation that can be called in two ways. */
  readonly cookies?: CookieUse | ((input: unknown) => CookieUse);
}

export function cookieUseOf(meta: OriginMeta | undefined): NonNullable<OriginMeta["cookies"]> {
  return meta?.cookies ?? "sets";
}

/** Where the app is at home, and by which cookies it knows its people. */
export interface Home {
  readonly appOrigin: string;
  readonly cookies: CookieNames;
}

/**
 * Throws `origin_refused` unless a mutation that uses cookies so may come from where a request with these
 * headers comes from. Bearer calls may come from anywhere: no browser adds that header by itself.
 */
export function assertOrigin(home: Home, headers: Headers, use: CookieUse): void {
  if (use === "ignores" || isBearer(headers)) return;
  if (use === "reads" && !carriesOurs(headers, home.cookies)) return;
  if (!isOwnOrigin(headers, home)) throw new ApiError("origin_refused", { origin: home.appOrigin });
}

/**
 * Tells whether a state change may come from where this request comes from: our own origin as the browser
 * tells it (`Origin`, else `Sec-Fetch-Site`; `null` is foreign), or a client that is no browser and
 * carries none of our cookies. Other apps' cookies don't count.
 */
export function isOwnOrigin(headers: Headers, { appOrigin, cookies }: Home): boolean {
  const origin = headers.get("origin");
  if (origin !== null) return origin === appOrigin;
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin" || site === "none";
  return !carriesOurs(headers, cookies);
}

function carriesOurs(headers: Headers, { access, refresh }: CookieNames): boolean {
  const sent = headers.get("cookie");
  return [access, refresh].some((name) => readCookie(sent, name).length > 0);
}
