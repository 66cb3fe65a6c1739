import type { Refresh } from "@curfew/auth";
import { note } from "../audit/note.ts";
import type { Context } from "../context.ts";
import { ApiError } from "../errors/api-error.ts";
import { requireToken } from "../presented-token.ts";
import { refreshment } from "../schemas/input.ts";
import { refusalOf } from "../sessions/fate.ts";
import { bearerTokens } from "../sessions/tokens.ts";
import { publicProcedure } from "../trpc.ts";

/**
 * Exchanges a refresh token for the next pair. A refusal clears no cookie: by the time it arrives the
 * browser may hold what another tab's refresh or login was given, and dead cookies do no harm.
 */
export const refresh = publicProcedure
  .meta({ cookies: (input) => (carriesToken(input) ? "ignores" : "reads") })
  .input(refreshment)
  .mutation(async ({ ctx, input }) => {
    const token = input?.refreshToken;
    if (token !== undefined) return bearerTokens(await rotate(ctx, token));
    const cookie = requireToken(ctx.credential, "refresh");
    ctx.responseCookies.reserve();
    const pair = await rotate(ctx, cookie);
    ctx.responseCookies.setTokens(pair, ctx.services.clock());
    return { expiresAt: pair.access.expiresAt.toISOString() };
  });

function carriesToken(input: unknown): boolean {
  return typeof input === "object" && input !== null && "refreshToken" in input;
}

async function rotate(ctx: Context, token: string) {
  const { auth, database, clock } = ctx.services;
  const rotation = await auth.rotate(token, database.sessions.ledger(clock(), ctx.client));
  if (!rotation.ok) throw await refused(ctx, rotation);
  return rotation.pair;
}

async function refused(ctx: Context, refusal: Extract<Refresh, { ok: false }>): Promise<ApiError> {
  if (refusal.code === "too_many_refreshes") {
    return new ApiError("too_many_attempts", { retryAfterSeconds: refusal.retryAfterSeconds });
  }
  if (refusal.code === "token_revoked") await noteMisuse(ctx, refusal);
  return refusalOf(ctx, refusal);
}

/** A used token betrays a copy; one that nobody gave out, a signing key in other hands. */
async function noteMisuse(ctx: Context, { claims, by }: Extract<Refresh, { code: "token_revoked" }>): Promise<void> {
  const { subject: userId, sessionId } = claims;
  if (by === "unissued") await note(ctx, { type: "refresh_unissued", userId, sessionId });
  if (by !== "reused") return;
  await note(ctx, { type: "refresh_reused", userId, sessionId });
  await ctx.services.database.sessions.end([sessionId], ctx.services.clock());
}
