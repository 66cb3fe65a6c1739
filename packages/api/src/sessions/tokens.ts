import type { TokenPair } from "@curfew/auth";

/** A pair as a client gets it that keeps its tokens itself (RFC 6749 §5.1, with an absolute time). */
export function bearerTokens({ access, refresh }: TokenPair) {
  return {
    tokenType: "Bearer" as const,
    accessToken: access.token,
    refreshToken: refresh.token,
    expiresAt: access.expiresAt.toISOString(),
  };
}
