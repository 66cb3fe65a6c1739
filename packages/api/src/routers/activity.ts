import type { AuditEvent } from "../ports.ts";
import { protectedProcedure } from "../trpc.ts";

/** So many events are shown: a screenful or two. */
const SHOWN = 50;

/** What happened to the caller's account lately, newest first. */
export const activity = protectedProcedure.query(async ({ ctx }) => {
  const events = await ctx.parts.database.audit.ofUser(ctx.claims.subject, SHOWN);
  return events.map(shown);
});

function shown({ at, type, reason, sessionId, userAgent, address }: AuditEvent) {
  // From where an administrator works is nobody else's business.
  const by =
    reason === "admin" ? { sessionId: null, userAgent: null, address: null } : { sessionId, userAgent, address };
  return { at: at.toISOString(), type, reason, ...by };
}
