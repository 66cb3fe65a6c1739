import type { CustomClaims } from "@curfew/auth";
import { AuthHttpError, authenticate, httpErrorOf, readCredential, rejectionError } from "@curfew/http";
// Not `next/navigation.js`: under its whole name, which Node.js needs, bundlers take the browser's part for it.
import { redirect } from "next/dist/client/components/redirect.js";
import { headers } from "next/headers.js";
import { cache } from "react";
import { loginPath } from "./login-path.ts";
import { PATH_HEADER, RENEWAL_HEADER } from "./request-headers.ts";
import type { AccessClaims, CurfewServices } from "./services.ts";

/** What pages, server actions and route handlers ask about their visitor; once a request, however many ask. */
export interface DataAccess<C extends CustomClaims = CustomClaims> {
  /**
   * Resolves with the claims of the visitor's live session; null if there is none. Rejects with an `AuthHttpError` of
   * status 503 if it can't be told now: never null, which would send people who are logged in to the login page.
   */
  readonly readSession: () => Promise<AccessClaims<C> | null>;
  /** The same for what only its owner may see: a visitor without a session goes to the login page, and comes back. */
  readonly verifySession: () => Promise<AccessClaims<C>>;
}

/** Creates the data-access layer of an app. */
export function createDataAccess<C extends CustomClaims>(services: CurfewServices<C>): DataAccess<C> {
  // Not `cookies()`: of two cookies of one name it shows one, and neither may be picked.
  const readSession = cache(async () => sessionOf(services, new Headers(await headers())));
  const verifySession = cache(async () => {
    const claims = await readSession();
    if (claims !== null) return claims;
    return redirect(loginPath(services.loginPath, (await headers()).get(PATH_HEADER) ?? "/"));
  });
  return { readSession, verifySession };
}

/** Finds whose request this is, as `readSession` does. */
export async function sessionOf<C extends CustomClaims>(
  { auth, cookies }: Pick<CurfewServices<C>, "auth" | "cookies">,
  sent: Headers,
): Promise<AccessClaims<C> | null> {
  if (sent.get(RENEWAL_HEADER) === "unknown") throw new AuthHttpError("blacklist_unavailable");
  const result = await authenticate({ auth, credential: readCredential(sent, cookies) }).catch((cause: unknown) => {
    throw httpErrorOf(cause);
  });
  if (result.ok) return result.claims;
  // A person has to do something about two cookies of one name: it is said, not taken for a logout.
  if (result.code === "cookie_ambiguous") throw rejectionError(result);
  return null;
}
