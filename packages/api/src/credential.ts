import { type CookieNames, readCookie } from "./cookies.ts";

/** What a request presents to say who it is: a Bearer header, else its cookies. Never both. */
export type Credential =
  | { readonly kind: "bearer"; readonly token: string | null }
  | { readonly kind: "cookies"; readonly access: readonly string[]; readonly refresh: readonly string[] };

const BEARER = /^bearer(?:\s+(.*))?$/i;

/**
 * Reads a request's credential (RFC 6750 §2.1). With the scheme `Bearer` the cookies are ignored
 * altogether, whatever stands behind it; other schemes are not ours to judge.
 */
export function readCredential(headers: Headers, names: CookieNames): Credential {
  const bearer = BEARER.exec(headers.get("authorization")?.trim() ?? "");
  if (bearer !== null) return { kind: "bearer", token: bearer[1] || null };
  const cookies = headers.get("cookie");
  return { kind: "cookies", access: readCookie(cookies, names.access), refresh: readCookie(cookies, names.refresh) };
}
