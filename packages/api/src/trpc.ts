import { protection } from "@curfew/trpc";
import { initTRPC } from "@trpc/server";
import type { Context } from "./context.ts";
import { ApiError, toApiError } from "./errors/api-error.ts";
import { formatError } from "./errors/format.ts";
import { cookieUseOf, type OriginMeta } from "./origin.ts";
import { assertSameSession } from "./sessions/presented.ts";

const t = initTRPC
  .context<Context>()
  .meta<OriginMeta>()
  .create({
    errorFormatter: formatError,
    isDev: false,
    sse: { ping: { enabled: true, intervalMs: 10_000 }, client: { reconnectAfterInactivityMs: 25_000 } },
  });

export const { router, createCallerFactory } = t;

/** Starts a procedure that is open to everyone. Mutations have to come from our own origin. */
export const publicProcedure = t.procedure
  .use(async ({ ctx, path, next }) => {
    const result = await next();
    if (result.ok) {
      ctx.outcomes.answered(path, null);
      return result;
    }
    const error = toApiError(result.error);
    ctx.outcomes.answered(path, error);
    return { ...result, error };
  })
  .use(async ({ ctx, type, meta, getRawInput, next }) => {
    const declared = type === "mutation" ? cookieUseOf(meta) : "reads";
    const use = typeof declared === "function" ? declared(await getRawInput()) : declared;
    if (type === "mutation") ctx.assertOrigin(use);
    if (use !== "ignores") await assertSameSession(ctx);
    return next();
  });

/** Starts a procedure that only requests with a live access token reach; gives `ctx.claims`. */
export const protectedProcedure = publicProcedure.concat(protection());

/**
 * Starts a procedure that changes or shows who may do what: asks the store even where a bounded staleness is allowed.
 */
export const strictProcedure = publicProcedure.concat(protection({ maxStalenessMs: 0 }));

/** Starts a procedure for administrators, by what the database says of them now, never by a token. */
export const adminProcedure = strictProcedure.use(async ({ ctx, next }) => {
  const account = await ctx.services.database.users.byId(ctx.claims.subject);
  if (account?.role !== "admin") throw new ApiError("role_required");
  return next();
});
