import type { Claims } from "@curfew/auth";
import {
  AuthHttpError,
  createSessionWatch as createWatch,
  REPAIR_SECONDS,
  type SessionWatchOptions,
} from "@curfew/http";
import { AuthError } from "./auth-error.ts";

/** Watches sessions until they end, for subscriptions that end with their session. */
export interface SessionWatch<How> {
  /**
   * Resolves with how the session ended, or with null when `signal` aborts. Throws `too_many_attempts` if the
   * subject has too many streams open already.
   */
  ended(claims: Claims<"access">, signal?: AbortSignal): Promise<How | null>;
}

/**
 * Creates the watch over sessions, one for the process: that of `@curfew/http`, with tRPC's errors.
 *
 * @example
 * const { auth } = await createTestAuth(); // of `@curfew/auth/testing`
 * const watch = createSessionWatch({ auth, clock: systemClock, describe: async (ends) => ends.map(({ by }) => by) });
 * const t = initTRPC.context<AuthenticatedContext>().create();
 * const router = t.router({
 *   ended: t.procedure.concat(protection()).subscription(async function* ({ ctx, signal }) {
 *     yield await watch.ended(ctx.claims, signal);
 *   }),
 * });
 */
export function createSessionWatch<How>(options: SessionWatchOptions<How>): SessionWatch<How> {
  const watch = createWatch(options);
  return {
    ended(claims, signal) {
      try {
        return watch.ended(claims, signal);
      } catch (error) {
        throw error instanceof AuthHttpError ? tooMany(error) : error;
      }
    },
  };
}

function tooMany(cause: AuthHttpError): AuthError {
  return new AuthError("too_many_attempts", { retryAfterSeconds: REPAIR_SECONDS, cause });
}
