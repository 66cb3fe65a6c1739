import { type CookieNames, readCookie } from "./cookies.ts";
import { ApiError } from "./errors/api-error.ts";

/** What a request presents to say who it is: a Bearer header, else its cookies. Never both. */
export type Credential =
  | { readonly kind: "bearer"; readonly token: string | null }
  | {
      readonly kind: "cookies";
      readonly names: CookieNames;
      readonly access: readonly string[];
      readonly refresh: readonly string[];
    };

const BEARER = /^bearer(?:\s+(.*))?$/i;

/**
 * Reads a request's credential (RFC 6750 §2.1). With the scheme `Bearer` the cookies are ignored
 * altogether, whatever stands behind it; other schemes are not ours to judge.
 */
export function readCredential(headers: Headers, names: CookieNames): Credential {
  const bearer = bearerOf(headers);
  if (bearer !== null) return { kind: "bearer", token: bearer[1] || null };
  const sent = headers.get("cookie");
  return { kind: "cookies", names, access: readCookie(sent, names.access), refresh: readCookie(sent, names.refresh) };
}

/** Tells whether a request presents itself by a Bearer header, without looking into its cookies. */
export function isBearer(headers: Headers): boolean {
  return bearerOf(headers) !== null;
}

function bearerOf(headers: Headers): RegExpExecArray | null {
  return BEARER.exec(headers.get("authorization")?.trim() ?? "");
}

/**
 * The token in a cookie. Throws a `Failure` that names the cookie if two of that name were sent: none is
 * picked, even if only one of them holds a token of ours.
 */
export function cookieToken(credential: Credential, kind: keyof CookieNames): string | undefined {
  if (credential.kind === "bearer") return undefined;
  const [token, ...others] = credential[kind];
  if (others.length > 0) throw new ApiError("cookie_ambiguous", { cookie: credential.names[kind] });
  return token;
}
