import { type CookieNames, type Credential, presentedToken } from "@curfew/http";
import { ApiError } from "./errors/api-error.ts";

/**
 * Takes the token of a kind out of a credential. Throws `token_missing`, or `cookie_ambiguous`, which names the cookie.
 */
export function requireToken(credential: Credential, kind: keyof CookieNames): string {
  const presented = presentedToken(credential, kind);
  if (presented.ok) return presented.token;
  throw new ApiError(presented.code, "cookie" in presented ? { cookie: presented.cookie } : {});
}
