import { z } from "zod";
import { id } from "../input.ts";
import type { AuditEvent } from "../ports.ts";
import { adminProcedure, protectedProcedure } from "../trpc.ts";

/** So many events are shown: a screenful or two. */
const SHOWN = 50;

/** What happened to the caller's account lately, newest first. */
export const activity = protectedProcedure.query(async ({ ctx }) => {
  const events = await ctx.parts.database.audit.ofUser(ctx.claims.subject, SHOWN);
  return events.map((event) => shown(event.reason === "admin" ? withoutAdmin(event) : event));
});

/** What happened to somebody's account lately, newest first; also to one that is deleted. */
export const activityOf = adminProcedure.input(z.object({ userId: id })).query(async ({ ctx, input }) => {
  const events = await ctx.parts.database.audit.ofUser(input.userId, SHOWN);
  return events.map(shown);
});

/** From where an administrator works is nobody else's business. */
function withoutAdmin(event: AuditEvent): AuditEvent {
  return { ...event, sessionId: null, userAgent: null, address: null };
}

function shown({ at, type, reason, sessionId, userAgent, address }: AuditEvent) {
  return { at: at.toISOString(), type, reason, sessionId, userAgent, address };
}
