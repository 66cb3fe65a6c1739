import type { Clock, TokenPair } from "@curfew/auth";
import type { ResponseCookies } from "../response-cookies.ts";

/** The keeper of the tokens: a browser in its cookies, or a client itself. */
export type Holder = "browser" | "client";

/** The part of a request that handing out tokens needs. */
export interface HandOutContext {
  readonly services: { readonly clock: Clock };
  readonly responseCookies: ResponseCookies;
}

/**
 * Has tokens issued, and sets them in a browser's cookies. Throws `batch_logs_in_twice`, before anything is issued, if
 * another call of the request has set them already.
 */
export async function handOut(
  { responseCookies, services }: HandOutContext,
  holder: Holder,
  issue: () => Promise<TokenPair>,
): Promise<TokenPair> {
  if (holder === "client") return issue();
  responseCookies.reserve();
  const pair = await issue();
  responseCookies.setTokens(pair, services.clock());
  return pair;
}

/** Writes a pair as a client gets it that keeps its tokens itself (RFC 6749 §5.1, with an absolute time). */
export function bearerTokens({ access, refresh }: TokenPair) {
  return {
    tokenType: "Bearer" as const,
    accessToken: access.token,
    refreshToken: refresh.token,
    expiresAt: access.expiresAt.toISOString(),
  };
}
