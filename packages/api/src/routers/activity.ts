import type { AuditEvent } from "../ports.ts";
import { protectedProcedure } from "../trpc.ts";

/** So many events are shown: a screenful or two. */
const SHOWN = 50;

/** What happened to the caller's account lately, newest first. */
export const activity = protectedProcedure.query(async ({ ctx }) => {
  const events = await ctx.parts.database.audit.ofUser(ctx.claims.subject, SHOWN);
  return events.map(shown);
});

function shown(event: AuditEvent) {
  const { type, reason, sessionId } = event;
  const { userAgent, address } = isByAdmin(event) ? NOBODY : event;
  return { at: event.at.toISOString(), type, reason, sessionId, userAgent, address };
}

/** From where an administrator works is nobody else's business. */
const NOBODY = { userAgent: null, address: null };

function isByAdmin({ type, reason }: AuditEvent): boolean {
  return reason === "admin" || type === "account_suspended" || type === "account_restored";
}
