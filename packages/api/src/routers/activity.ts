import type { AuditRecord } from "../database.ts";
import { eventPage, userEventPage } from "../schemas/input.ts";
import { adminProcedure, protectedProcedure } from "../trpc.ts";

/** Events on one page; fewer are the end. */
const PAGE = 50;

/** Lists the events of the caller's account, newest first, as far as they are kept; the cursor is the last one's id. */
export const activity = protectedProcedure.input(eventPage).query(async ({ ctx, input }) => {
  ctx.once("batch_reads_log_twice");
  const events = await ctx.services.database.audit.ofUser(ctx.claims.subject, PAGE, input?.cursor ?? undefined);
  return events.map((event) => shown(FOREIGN_HANDS.has(event.reason) ? withoutActor(event) : event));
});

/** Lists the events of any account, also of one that is deleted. */
export const activityOf = adminProcedure.input(userEventPage).query(async ({ ctx, input }) => {
  ctx.once("batch_reads_log_twice");
  const events = await ctx.services.database.audit.ofUser(input.userId, PAGE, input.cursor ?? undefined);
  return events.map(shown);
});

const FOREIGN_HANDS: ReadonlySet<string | null> = new Set(["admin", "operator"]);

/** Hides from where an administrator or operator works. */
function withoutActor(event: AuditRecord): AuditRecord {
  return { ...event, sessionId: null, userAgent: null, address: null, detail: null };
}

function shown({ id, at, type, reason, sessionId, userAgent, address, count, detail }: AuditRecord) {
  return { id, at: at.toISOString(), type, reason, sessionId, userAgent, address, count, detail };
}
