import { changePassword as change } from "../accounts/change-password.ts";
import { deleteAccount } from "../accounts/delete.ts";
import { userOf } from "../accounts/user.ts";
import { ApiError } from "../errors/api-error.ts";
import { accountName, deletion as deletionInput, nothing, passwordChange } from "../schemas/input.ts";
import { bearerTokens } from "../sessions/hand-out.ts";
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
  const holder = ctx.credential.kind === "cookies" ? "browser" : "client";
  const pair = await change(ctx, ctx.claims, input, holder);
  return holder === "client" ? bearerTokens(pair) : {};
});

const deletion = strictProcedure.input(deletionInput).mutation(async ({ ctx, input }) => {
  await deleteAccount(ctx, ctx.claims, input.currentPassword);
  if (ctx.credential.kind === "cookies") ctx.responseCookies.clear();
  return {};
});

export const accountRouter = router({ me, activity, rename, changePassword, delete: deletion });
