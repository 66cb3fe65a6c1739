import { initTRPC } from "@trpc/server";
import { unavailableError } from "./auth-error.ts";

/**
 * Answers `SERVICE_UNAVAILABLE` where a procedure fails with `Unavailable`. Part of `protection`; for public procedures
 * that call `auth` themselves, such as a login.
 *
 * @example
 * const publicProcedure = t.procedure.concat(answerUnavailable);
 */
export const answerUnavailable = initTRPC.create().procedure.use(async ({ next }) => {
  const result = await next();
  return result.ok ? result : { ...result, error: unavailableError(result.error) ?? result.error };
});
