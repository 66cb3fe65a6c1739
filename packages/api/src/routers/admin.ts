import type { Claims } from "@curfew/auth";
import { suspendAccount } from "../accounts/suspend.ts";
import { userOf } from "../accounts/user.ts";
import type { Event } from "../audit/events.ts";
import { note } from "../audit/note.ts";
import type { Context } from "../context.ts";
import { ApiError } from "../errors/api-error.ts";
import { nothing, userId as userIdInput, userPage } from "../schemas/input.ts";
import { revokeAllSessions } from "../sessions/pending-revocation.ts";
import { lastHour, totalOf } from "../stats/hour.ts";
import { adminProcedure, router } from "../trpc.ts";
import { activityOf as activity } from "./activity.ts";

const PAGE = 50;

const users = adminProcedure.input(userPage).query(async ({ ctx, input }) => {
  const { search, cursor } = input ?? {};
  const choice = { search: search ?? undefined, cursor: cursor ?? undefined, limit: PAGE };
  const page = await ctx.services.database.users.page(choice);
  return {
    users: page.users.map((account) => ({ ...userOf(account), suspended: account.suspendedAt !== null })),
    nextCursor: page.nextCursor,
  };
});

const onUser = adminProcedure.input(userIdInput);

const suspend = onUser.mutation(async ({ ctx, input: { userId } }) => {
  // A suspended administrator could not lift the suspension.
  if (userId === ctx.claims.subject) throw refusedForSelf();
  if (!(await suspendAccount(ctx.services, userId))) notFound();
  await noted(ctx, "account_suspended", userId);
  return {};
});

const restore = onUser.mutation(async ({ ctx, input: { userId } }) => {
  if (!(await ctx.services.database.users.restore(userId))) notFound();
  await noted(ctx, "account_restored", userId);
  return {};
});

const endSessions = onUser.mutation(async ({ ctx, input: { userId } }) => {
  if ((await ctx.services.database.users.byId(userId)) === null) notFound();
  const count = await revokeAllSessions(ctx.services, userId);
  await noted(ctx, "all_sessions_ended", userId, count);
  return {};
});

const endEverything = adminProcedure.input(nothing).mutation(async ({ ctx }) => {
  const { auth, database, clock } = ctx.services;
  const at = clock();
  await database.sessions.endEverything(at, await auth.revokeAll());
  await noted(ctx, "everything_ended", null);
  return {};
});

/** The last hour. What the audit trail knows is of all instances; `refused` and `blacklist` are of this one alone. */
const stats = adminProcedure.input(nothing).query(async ({ ctx: { services } }) => {
  const series = await lastHour(services);
  return { at: services.clock().toISOString(), total: totalOf(series), series };
});

/** Notes what an administrator did, and from which session. */
function noted(ctx: Caller, type: Event, userId: string | null, count?: number): Promise<void> {
  return note(ctx, { type, userId, reason: "admin", ...(count !== undefined && { count }) });
}

type Caller = Context & { readonly claims: Claims };

function notFound(): never {
  throw new ApiError("not_found");
}

function refusedForSelf(): ApiError {
  return new ApiError("input_invalid", { fields: { userId: ["You can't suspend yourself."] } });
}

export const adminRouter = router({ users, activity, suspend, restore, endSessions, endEverything, stats });
