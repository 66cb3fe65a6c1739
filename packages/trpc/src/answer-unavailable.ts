import { initTRPC } from "@trpc/server";
import { unavailableError } from "./auth-error.ts";

/**
 * Answers `SERVICE_UNAVAILABLE` where a procedure fails with `Unavailable`. Part of `protection`; for public procedures
 * that call `auth` themselves, such as a login.
 *
 * @example
 * const { auth, store } = await createTestAuth(); // of `@curfew/auth/testing`
 * const t = initTRPC.create();
 * const publicProcedure = t.procedure.concat(answerUnavailable);
 * const router = t.router({ login: publicProcedure.mutation(() => auth.createSession("ann")) });
 * store.break("refuse");
 * const error = await router.createCaller({}).login().catch((error) => error);
 * console.log(error.code); // SERVICE_UNAVAILABLE
 */
export const answerUnavailable = initTRPC.create().procedure.use(async ({ next }) => {
  const result = await next();
  return result.ok ? result : { ...result, error: unavailableError(result.error) ?? result.error };
});
