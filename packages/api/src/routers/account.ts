import type { Claims } from "@curfew/auth";
import { changePassword as change } from "../accounts/change-password.ts";
import { confirmPassword } from "../accounts/credentials.ts";
import { userOf } from "../accounts/user.ts";
import { note } from "../audit/note.ts";
import type { Context } from "../context.ts";
import { ApiError } from "../errors/api-error.ts";
import { accountName, deletion as deletionInput, nothing, passwordChange } from "../schemas/input.ts";
import { commitRevocation, newRevocationId } from "../sessions/pending-revocation.ts";
import { bearerTokens } from "../sessions/tokens.ts";
import { protectedProcedure, router, strictProcedure } from "../trpc.ts";
import { activity } from "./activity.ts";

const me = protectedProcedure.input(nothing).query(async ({ ctx }) => {
  const { users, sessions } = ctx.services.database;
  const [account, session] = await Promise.all([users.byId(ctx.claims.subject), sessions.byId(ctx.claims.sessionId)]);
  if (account === null || session === null) throw new ApiError("token_revoked");
  const { id, startedAt, expiresAt } = session;
  return {
    user: userOf(account),
    session: { id, startedAt: startedAt.toISOString(), expiresAt: expiresAt.toISOString() },
  };
});

const rename = strictProcedure.input(accountName).mutation(async ({ ctx, input }) => {
  const account = await ctx.services.database.users.rename(ctx.claims.subject, input.name);
  if (account === null) throw new ApiError("token_revoked");
  return { user: userOf(account) };
});

const changePassword = strictProcedure.input(passwordChange).mutation(async ({ ctx, input }) => {
  const isBrowser = ctx.credential.kind === "cookies";
  if (isBrowser) ctx.responseCookies.reserve();
  const pair = await change(ctx, ctx.claims, input);
  if (!isBrowser) return bearerTokens(pair);
  ctx.responseCookies.setTokens(pair, ctx.services.clock());
  return {};
});

const deletion = strictProcedure.input(deletionInput).mutation(async ({ ctx, input }) => {
  await deleteAccount(ctx, ctx.claims, input.currentPassword);
  if (ctx.credential.kind === "cookies") ctx.responseCookies.clear();
  return {};
});

async function deleteAccount(ctx: Context, { subject: userId, sessionId }: Claims, password: string): Promise<void> {
  const { users } = ctx.services.database;
  const account = await users.byId(userId);
  if (account === null) throw new ApiError("token_revoked");
  await confirmPassword(ctx, account, password);
  const mark = await newRevocationId(ctx.services);
  // Another ending is under way, and this session ends with it.
  if (!(await users.prepareDeletion(userId, { ending: mark }))) throw new ApiError("token_revoked");
  await commitRevocation(ctx.services, { userId, id: mark });
  await note(ctx, { type: "account_deleted", userId, sessionId });
}

export const accountRouter = router({ me, activity, rename, changePassword, delete: deletion });
