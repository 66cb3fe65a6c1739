import type { Blacklist, VerifiedPayload } from "@curfew/auth/blacklist";
import { AuthHttpError, httpErrorOf } from "@curfew/http";

/**
 * Creates the `validate` of a passport-jwt strategy, or what a guard of your own calls once `JwtService` has verified a token:
 * it gives a live token's payload back. It throws an `AuthHttpError` of status 401 for a revoked one, of 503 where the blacklist
 * can't be asked; `AuthHttpErrorFilter` adds the headers.
 *
 * @example
 * class JwtStrategy extends PassportStrategy(Strategy) {
 *   constructor(private readonly blacklist: Blacklist) {
 *     super({ secretOrKey, jwtFromRequest });
 *   }
 *   validate(payload: VerifiedPayload) {
 *     return validate(this.blacklist)(payload);
 *   }
 * }
 */
export function validate(
  blacklist: Pick<Blacklist, "isRevoked">,
): <Payload extends VerifiedPayload>(payload: Payload) => Promise<Payload> {
  return async (payload) => {
    const isRevoked = await blacklist.isRevoked(payload).catch((error: unknown) => {
      throw httpErrorOf(error);
    });
    if (isRevoked) throw new AuthHttpError("token_revoked");
    return payload;
  };
}
