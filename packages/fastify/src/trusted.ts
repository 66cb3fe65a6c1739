import type { Blacklist, VerifiedPayload } from "@curfew/auth/blacklist";
import { httpErrorOf } from "@curfew/http";

/** The `trusted` of @fastify/jwt. */
export type Trusted = (request: unknown, payload: unknown) => Promise<boolean>;

/**
 * Creates the `trusted` of @fastify/jwt from a blacklist. Where the blacklist can't be asked it rejects with an error of
 * status 503.
 *
 * @example
 * const blacklist = createBlacklist({ store: memoryStore() });
 * const app = fastify();
 * await app.register(fastifyJwt, { secret, trusted: trusted(blacklist) });
 */
export function trusted(blacklist: Pick<Blacklist, "isRevoked">): Trusted {
  return async (_request, payload) => {
    // A payload that is no object has no claims to go by (RFC 7519 §7.2).
    if (typeof payload !== "object" || payload === null) return false;
    try {
      return !(await blacklist.isRevoked(payload as VerifiedPayload));
    } catch (error) {
      throw httpErrorOf(error);
    }
  };
}
