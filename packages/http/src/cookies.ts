import type { IssuedToken, Kind, TokenPair } from "@curfew/auth";

/** What the cookies are called before any prefix. */
const NAMES = { access: "access_token", refresh: "refresh_token" } as const satisfies Record<Kind, string>;

/** The prefix by which browsers keep a cookie to one https: host (RFC 6265bis §4.1.3.2). */
const HOST = "__Host-";

const PREFIX = /^(?!__)[A-Za-z0-9_-]{1,32}$/;

export interface CookieNames {
  readonly access: string;
  readonly refresh: string;
}

/**
 * Names the two session cookies of an origin. A prefix keeps apart two apps on one host, which
 * share their cookies whatever their ports; on `https:` it follows `__Host-`.
 * Throws `TypeError` unless the prefix is empty or 1 to 32 of `A-Za-z0-9_-` not beginning with `__`.
 *
 * @example
 * console.log(cookieNames("https://app.example").access); // __Host-access_token
 * console.log(cookieNames("http://localhost:3000", "one-").access); // one-access_token
 */
export function cookieNames(appOrigin: string, prefix = ""): CookieNames {
  if (prefix !== "" && !PREFIX.test(prefix)) throw new TypeError("the prefix can't begin a cookie's name");
  const whole = `${appOrigin.startsWith("https:") ? HOST : ""}${prefix}`;
  return { access: `${whole}${NAMES.access}`, refresh: `${whole}${NAMES.refresh}` };
}

/**
 * Gives the `Set-Cookie` lines that hand a pair to a browser. No cookie outlives its token.
 *
 * @example
 * const { login } = await createTestAuth(); // of `@curfew/auth/testing`
 * const headers = new Headers();
 * for (const line of sessionCookies(cookieNames("https://app.example"), await login("ann"), new Date())) {
 *   headers.append("set-cookie", line);
 * }
 * console.log(headers.getSetCookie().length); // 2
 */
export function sessionCookies(names: CookieNames, pair: TokenPair, now: Date): string[] {
  const line = (name: string, { token, expiresAt }: IssuedToken) => {
    const seconds = Math.max(0, Math.floor((expiresAt.getTime() - now.getTime()) / 1000));
    return cookie(name, token, seconds);
  };
  return [line(names.access, pair.access), line(names.refresh, pair.refresh)];
}

/**
 * Gives the `Set-Cookie` lines that clear both cookies.
 *
 * @example
 * const [access] = clearedCookies(cookieNames("http://localhost:3000"));
 * console.log(access); // access_token=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax
 */
export function clearedCookies({ access, refresh }: CookieNames): string[] {
  return [cookie(access, "", 0), cookie(refresh, "", 0)];
}

/** Each may be a token whose signature has to be checked. Browsers send those of the path `/`, as ours are, last. */
const MOST_VALUES = 4;

/**
 * Reads the values a cookie of this name is sent with, empty ones left out, equal ones once; the last four at most.
 * More than one means that another app on this host set one too, and there is no telling which is ours
 * (RFC 6265 §4.2.2).
 *
 * @example
 * console.log(readCookie("theme=dark; access_token=aaa.bbb.ccc", "access_token")); // [ 'aaa.bbb.ccc' ]
 */
export function readCookie(header: string | null, name: string): readonly string[] {
  const values = (header ?? "").split(";").flatMap((part) => {
    const [key, ...value] = part.split("=");
    return key?.trim() === name ? [value.join("=").trim()] : [];
  });
  return [...new Set(values)].filter((value) => value !== "").slice(-MOST_VALUES);
}

function cookie(name: string, value: string, maxAgeSeconds: number): string {
  const secure = name.startsWith(HOST) ? "; Secure" : "";
  return `${name}=${value}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Lax${secure}`;
}
