import type { Claims } from "@curfew/auth";
import { note } from "../account/audit.ts";
import { confirmPassword } from "../account/credentials.ts";
import { carryOut, newMark } from "../account/ending.ts";
import { changePassword as change } from "../account/password.ts";
import { userOf } from "../account/user.ts";
import type { Context } from "../context.ts";
import { Failure } from "../errors/failure.ts";
import { accountName, deletion as deletionInput, nothing, passwordChange } from "../input.ts";
import { bearerTokens } from "../session/tokens.ts";
import { protectedProcedure, router, strictProcedure } from "../trpc.ts";
import { activity } from "./activity.ts";

const me = protectedProcedure.input(nothing).query(async ({ ctx }) => {
  const { users, sessions } = ctx.parts.database;
  const [account, session] = await Promise.all([users.byId(ctx.claims.subject), sessions.byId(ctx.claims.sessionId)]);
  if (account === null || session === null) throw new Failure("token_revoked");
  const { id, startedAt, expiresAt } = session;
  return {
    user: userOf(account),
    session: { id, startedAt: startedAt.toISOString(), expiresAt: expiresAt.toISOString() },
  };
});

const rename = strictProcedure.input(accountName).mutation(async ({ ctx, input }) => {
  const account = await ctx.parts.database.users.rename(ctx.claims.subject, input.name);
  if (account === null) throw new Failure("token_revoked");
  return { user: userOf(account) };
});

const changePassword = strictProcedure.input(passwordChange).mutation(async ({ ctx, input }) => {
  const isBrowser = ctx.credential.kind === "cookies";
  if (isBrowser) ctx.reply.reserve();
  const pair = await change(ctx, ctx.claims, input);
  if (!isBrowser) return bearerTokens(pair);
  ctx.reply.hand(pair, ctx.parts.clock());
  return {};
});

const deletion = strictProcedure.input(deletionInput).mutation(async ({ ctx, input }) => {
  await deleteAccount(ctx, ctx.claims, input.currentPassword);
  if (ctx.credential.kind === "cookies") ctx.reply.clear();
  return {};
});

async function deleteAccount(ctx: Context, { subject: userId, sessionId }: Claims, password: string): Promise<void> {
  const { users } = ctx.parts.database;
  const account = await users.byId(userId);
  if (account === null) throw new Failure("token_revoked");
  await confirmPassword(ctx, account, password);
  const mark = await newMark(ctx.parts);
  // Another ending is under way, and this session ends with it.
  if (!(await users.beginDeletion(userId, { ending: mark }))) throw new Failure("token_revoked");
  await carryOut(ctx.parts, { userId, mark });
  await note(ctx, { type: "account_deleted", userId, sessionId });
}

export const accountRouter = router({ me, activity, rename, changePassword, delete: deletion });
