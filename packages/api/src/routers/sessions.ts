import type { Claims } from "@curfew/auth";
import { note } from "../audit/note.ts";
import type { Context } from "../context.ts";
import type { SessionRecord } from "../database.ts";
import { ApiError } from "../errors/api-error.ts";
import { nothing, nothingForStream, sessionId, sessionName, sessionPage } from "../schemas/input.ts";
import { endUnnoted } from "../sessions/end.ts";
import { revokeAllSessions } from "../sessions/pending-revocation.ts";
import { router, strictProcedure } from "../trpc.ts";

/** Sessions on one page. */
const PAGE = 100;

/** Lists the caller's sessions that nothing has ended; verified claims tell the line that counts. */
function unended({ services: { database, clock } }: Context, { subject, line }: Claims) {
  return database.sessions.live(subject, clock(), line);
}

/** Picks the sessions that a token may be left of: only they are shown and counted. */
function inUse({ services: { clock, idleSeconds } }: Context, sessions: readonly SessionRecord[]): SessionRecord[] {
  const now = clock().getTime();
  return sessions.filter(({ lastSeenAt }) => now - lastSeenAt.getTime() < idleSeconds * 1000);
}

/** Last seen first, so that those without a token left come last: fewer than a page is the end. */
const list = strictProcedure.input(sessionPage).query(async ({ ctx, input }) => {
  ctx.once("batch_lists_twice");
  const { subject, sessionId: currentId, line: generation } = ctx.claims;
  const choice = { generation, cursor: input?.cursor ?? undefined, limit: PAGE };
  const page = await ctx.services.database.sessions.page(subject, ctx.services.clock(), choice);
  return inUse(ctx, page).map((session) => shown(session, currentId));
});

function shown({ id, startedAt, lastSeenAt, userAgent, address, name }: SessionRecord, currentId: string) {
  const times = { startedAt: startedAt.toISOString(), lastSeenAt: lastSeenAt.toISOString() };
  return { id, current: id === currentId, ...times, userAgent, address, name };
}

const rename = strictProcedure.input(sessionName).mutation(async ({ ctx, input }) => {
  const session = await own(ctx, ctx.claims, input.sessionId);
  if (!(await ctx.services.database.sessions.rename(session.id, ctx.claims.subject, input.name))) notFound();
  return {};
});

const revoke = strictProcedure.input(sessionId).mutation(async ({ ctx, input }) => {
  const session = await own(ctx, ctx.claims, input.sessionId);
  const ended = await endUnnoted(ctx, [session]);
  const { id, userId, userAgent: detail } = session;
  if (ended.has(id)) await note(ctx, { type: "session_ended", userId, sessionId: id, detail });
  return {};
});

/** Finds a session of the caller's that nothing has ended. Throws `not_found`. */
async function own({ services }: Context, { subject, line }: Claims, id: string): Promise<SessionRecord> {
  return (await services.database.sessions.findLive(subject, id, services.clock(), line)) ?? notFound();
}

function notFound(): never {
  throw new ApiError("not_found");
}

/** One deed is one event, however many sessions it ends: else an intruder could flush the log with it. */
const revokeOthers = strictProcedure.input(nothing).mutation(async ({ ctx }) => {
  const { subject: userId, sessionId } = ctx.claims;
  const others = (await unended(ctx, ctx.claims)).filter((session) => session.id !== sessionId);
  const ended = await endUnnoted(ctx, others);
  const count = inUse(ctx, others).filter(({ id }) => ended.has(id)).length;
  if (ended.size > 0) await note(ctx, { type: "other_sessions_ended", userId, sessionId, count });
  return { count };
});

const revokeAll = strictProcedure.input(nothing).mutation(async ({ ctx }) => {
  const { subject: userId, sessionId } = ctx.claims;
  const { length: count } = inUse(ctx, await unended(ctx, ctx.claims));
  await revokeAllSessions(ctx.services, userId);
  await note(ctx, { type: "all_sessions_ended", userId, sessionId, count });
  if (ctx.credential.kind === "cookies") ctx.responseCookies.clear();
  return { count };
});

/** The token that opens the stream has to be live then; how long it lives doesn't matter after that. */
const watch = strictProcedure.input(nothingForStream).subscription(({ ctx, signal }) => {
  // Asked for here and not in the generator, so that one too many is refused before the stream begins.
  return told(ctx.services.watch.ended(ctx.claims, signal));
});

async function* told(ending: ReturnType<Context["services"]["watch"]["ended"]>) {
  const reason = await ending;
  if (reason !== null) yield { type: "ended" as const, reason };
}

export const sessionsRouter = router({ list, rename, revoke, revokeOthers, revokeAll, watch });
