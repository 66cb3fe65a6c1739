import type { AuditRecord } from "../database.ts";
import { eventPage, userEventPage } from "../schemas/input.ts";
import { adminProcedure, protectedProcedure } from "../trpc.ts";

/** So many events are on a page; fewer are the end. */
const PAGE = 50;

/** What befell the caller's account, newest first, through all that is kept; the cursor is the last one's id. */
export const activity = protectedProcedure.input(eventPage).query(async ({ ctx, input }) => {
  ctx.once("batch_reads_log_twice");
  const events = await ctx.services.database.audit.ofUser(ctx.claims.subject, PAGE, input?.cursor ?? undefined);
  return events.map((event) => shown(FOREIGN_HANDS.has(event.reason) ? withoutActor(event) : event));
});

/** What befell somebody's account; also one that is deleted. */
export const activityOf = adminProcedure.input(userEventPage).query(async ({ ctx, input }) => {
  ctx.once("batch_reads_log_twice");
  const events = await ctx.services.database.audit.ofUser(input.userId, PAGE, input.cursor ?? undefined);
  return events.map(shown);
});

const FOREIGN_HANDS: ReadonlySet<string | null> = new Set(["admin", "operator"]);

/** From where an administrator or operator works is nobody else's business. */
function withoutActor(event: AuditRecord): AuditRecord {
  return { ...event, sessionId: null, userAgent: null, address: null, detail: null };
}

function shown({ id, at, type, reason, sessionId, userAgent, address, count, detail }: AuditRecord) {
  return { id, at: at.toISOString(), type, reason, sessionId, userAgent, address, count, detail };
}
