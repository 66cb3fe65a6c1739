import type { AuditEvent } from "@curfew/api/ports";
import type { Insertable, Selectable } from "kysely";
import type { AuditTable } from "./schema/tables.ts";

export function toRow(event: AuditEvent): Insertable<AuditTable> {
  return {
    at: event.at.getTime(),
    type: event.type,
    user_id: event.userId,
    session_id: event.sessionId,
    reason: event.reason,
    user_agent: event.userAgent,
    address: event.address,
  };
}

export function toEvent(row: Selectable<AuditTable>): AuditEvent {
  return {
    at: new Date(row.at),
    type: row.type,
    userId: row.user_id,
    sessionId: row.session_id,
    reason: row.reason,
    userAgent: row.user_agent,
    address: row.address,
  };
}
