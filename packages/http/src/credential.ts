import { type CookieNames, readCookie } from "./cookies.ts";

/** What a request presents to say who it is from: a Bearer header, else its cookies. Never both. */
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
 * altogether, whatever follows it; other schemes are left to others.
 *
 * @example
 * const headers = new Headers({ authorization: "Bearer aaa.bbb.ccc" });
 * console.log(readCredential(headers, cookieNames("https://app.example"))); // { kind: 'bearer', token: 'aaa.bbb.ccc' }
 */
export function readCredential(headers: Headers, names: CookieNames): Credential {
  const bearer = matchBearer(headers);
  if (bearer !== null) return { kind: "bearer", token: bearer[1] || null };
  const sent = headers.get("cookie");
  return { kind: "cookies", names, access: readCookie(sent, names.access), refresh: readCookie(sent, names.refresh) };
}

/** Tells whether a request presents itself by a Bearer header, without reading its cookies. */
export function isBearer(headers: Headers): boolean {
  return matchBearer(headers) !== null;
}

function matchBearer(headers: Headers): RegExpExecArray | null {
  return BEARER.exec(headers.get("authorization")?.trim() ?? "");
}

/** The one token of a kind that was presented, or why there is none. */
export type PresentedToken =
  | { readonly ok: true; readonly token: string }
  | { readonly ok: false; readonly code: "token_missing" }
  /** Two cookies of this name were sent. */
  | { readonly ok: false; readonly code: "cookie_ambiguous"; readonly cookie: string };

/**
 * Takes the token of a kind out of a credential. Of two cookies of one name none is picked, even if only
 * one of them holds a token of ours. A Bearer header holds an access token.
 *
 * @example
 * const headers = new Headers({ cookie: "__Host-access_token=aaa.bbb.ccc" });
 * const credential = readCredential(headers, cookieNames("https://app.example"));
 * console.log(presentedToken(credential, "access")); // { ok: true, token: 'aaa.bbb.ccc' }
 * console.log(presentedToken(credential, "refresh")); // { ok: false, code: 'token_missing' }
 */
export function presentedToken(credential: Credential, kind: keyof CookieNames): PresentedToken {
  if (credential.kind === "bearer") return found(kind === "access" ? credential.token : null);
  const [token = null, ...others] = credential[kind];
  if (others.length > 0) return { ok: false, code: "cookie_ambiguous", cookie: credential.names[kind] };
  return found(token);
}

function found(token: string | null): PresentedToken {
  return token === null ? { ok: false, code: "token_missing" } : { ok: true, token };
}
