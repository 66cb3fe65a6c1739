import type { Claims } from "@curfew/auth";
import { z } from "zod";
import { note } from "../account/audit.ts";
import { endAllSessions } from "../account/ending.ts";
import type { Context } from "../context.ts";
import { Failure } from "../errors/failure.ts";
import { id } from "../input.ts";
import type { SessionRecord } from "../ports.ts";
import { endSessions } from "../session/end.ts";
import { router, strictProcedure } from "../trpc.ts";

/** The caller's sessions that nothing has ended; verified claims tell the line that counts. */
function unended({ parts: { database, clock } }: Context, { subject, line }: Claims) {
  return database.sessions.live(subject, clock(), line);
}

/** Of these, those that a token may be left of: only they are shown and counted. */
function inUse({ parts: { clock, idleSeconds } }: Context, sessions: readonly SessionRecord[]): SessionRecord[] {
  const now = clock().getTime();
  return sessions.filter(({ lastSeenAt }) => now - lastSeenAt.getTime() < idleSeconds * 1000);
}

const list = strictProcedure.query(async ({ ctx }) => {
  const sessions = inUse(ctx, await unended(ctx, ctx.claims));
  return sessions.map((session) => shown(session, ctx.claims.sessionId));
});

function shown({ id, startedAt, lastSeenAt, userAgent, address }: SessionRecord, currentId: string) {
  const times = { startedAt: startedAt.toISOString(), lastSeenAt: lastSeenAt.toISOString() };
  return { id, current: id === currentId, ...times, userAgent, address };
}

const revoke = strictProcedure.input(z.object({ sessionId: id })).mutation(async ({ ctx, input }) => {
  const session = (await unended(ctx, ctx.claims)).find((candidate) => candidate.id === input.sessionId);
  if (session === undefined) throw new Failure("not_found");
  await endSessions(ctx, [session], "session_ended");
  return {};
});

const revokeOthers = strictProcedure.mutation(async ({ ctx }) => {
  const others = (await unended(ctx, ctx.claims)).filter((session) => session.id !== ctx.claims.sessionId);
  await endSessions(ctx, others, "session_ended");
  return { count: inUse(ctx, others).length };
});

const revokeAll = strictProcedure.mutation(async ({ ctx }) => {
  const { subject: userId, sessionId } = ctx.claims;
  const { length: count } = inUse(ctx, await unended(ctx, ctx.claims));
  await endAllSessions(ctx.parts, userId);
  await note(ctx, { type: "all_sessions_ended", userId, sessionId });
  if (ctx.credential.kind === "cookies") ctx.reply.clear();
  return { count };
});

/** The token that opens the stream has to be live then; how long it lives doesn't matter after that. */
const watch = strictProcedure.subscription(async function* ({ ctx, signal = new AbortController().signal }) {
  const reason = await ctx.parts.watch.ended(ctx.claims, signal);
  if (reason !== null) yield { type: "ended" as const, reason };
});

export const sessionsRouter = router({ list, revoke, revokeOthers, revokeAll, watch });
