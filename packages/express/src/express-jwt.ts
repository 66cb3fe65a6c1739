import type { Blacklist, VerifiedPayload } from "@curfew/auth/blacklist";
import { httpErrorOf } from "@curfew/http";
import type { Request } from "express";

/** The `isRevoked` of express-jwt. */
export type IsRevoked = (request: Request, token: { readonly payload: unknown } | undefined) => Promise<boolean>;

/**
 * Creates the `isRevoked` of express-jwt from a blacklist. Where the blacklist can't be asked it rejects with an error of
 * status 503, which Express answers as such.
 *
 * @example
 * app.use(expressjwt({ secret, algorithms: ["HS256"], isRevoked: isRevoked(blacklist) }));
 */
export function isRevoked(blacklist: Pick<Blacklist, "isRevoked">): IsRevoked {
  return async (_request, token) => {
    const payload = token?.payload;
    // A payload that is no object has no claims to go by (RFC 7519 §7.2).
    if (typeof payload !== "object" || payload === null) return true;
    try {
      return await blacklist.isRevoked(payload as VerifiedPayload);
    } catch (error) {
      throw httpErrorOf(error);
    }
  };
}
