import type { IssuedToken, Kind, TokenPair } from "@curfew/auth";

/** The cookies' names on an `http:` origin. On `https:` they carry the `__Host-` prefix (RFC 6265bis §4.1.3.2). */
const NAMES = { access: "access_token", refresh: "refresh_token" } as const satisfies Record<Kind, string>;

export interface CookieNames {
  readonly access: string;
  readonly refresh: string;
}

/** What the two session cookies are called on this origin. */
export function cookieNames(appOrigin: string): CookieNames {
  const prefix = isSecure(appOrigin) ? "__Host-" : "";
  return { access: `${prefix}${NAMES.access}`, refresh: `${prefix}${NAMES.refresh}` };
}

/** The `Set-Cookie` lines that hand a pair to a browser. No cookie outlives its token. */
export function sessionCookies(appOrigin: string, pair: TokenPair, now: Date): string[] {
  const names = cookieNames(appOrigin);
  const line = (name: string, { token, expiresAt }: IssuedToken) => {
    const seconds = Math.max(0, Math.floor((expiresAt.getTime() - now.getTime()) / 1000));
    return cookie(appOrigin, name, token, seconds);
  };
  return [line(names.access, pair.access), line(names.refresh, pair.refresh)];
}

/** The `Set-Cookie` lines that take both cookies away. */
export function clearedCookies(appOrigin: string): string[] {
  const { access, refresh } = cookieNames(appOrigin);
  return [cookie(appOrigin, access, "", 0), cookie(appOrigin, refresh, "", 0)];
}

/**
 * Every value a cookie of this name is sent with, empty ones left out, equal ones once. More than
 * one means that somebody else set one too, and nobody can tell which is ours (RFC 6265 §4.2.2).
 */
export function readCookie(header: string | null, name: string): readonly string[] {
  const values = (header ?? "").split(";").flatMap((part) => {
    const [key, ...value] = part.split("=");
    return key?.trim() === name ? [value.join("=").trim()] : [];
  });
  return [...new Set(values)].filter((value) => value !== "");
}

function cookie(appOrigin: string, name: string, value: string, maxAgeSeconds: number): string {
  const secure = isSecure(appOrigin) ? "; Secure" : "";
  return `${name}=${value}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Lax${secure}`;
}

function isSecure(appOrigin: string): boolean {
  return appOrigin.startsWith("https:");
}
