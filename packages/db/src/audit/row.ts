import type { AuditEvent, AuditRecord } from "@curfew/api/database";
import type { Insertable, Selectable } from "kysely";
import type { AuditTable } from "../tables.ts";
import { formatPlace } from "./place.ts";

export function toRow(event: AuditEvent): Insertable<AuditTable> {
  return {
    at: event.at.getTime(),
    type: event.type,
    user_id: event.userId,
    session_id: event.sessionId,
    reason: event.reason,
    user_agent: event.userAgent,
    address: event.address,
    actor_id: event.actorId ?? null,
    actor_session_id: event.actorSessionId ?? null,
    request_id: event.requestId ?? null,
    count: event.count ?? null,
    detail: event.detail ?? null,
  };
}

export function toRecord(row: Selectable<AuditTable>): AuditRecord {
  return {
    id: formatPlace(row),
    at: new Date(row.at),
    type: row.type,
    userId: row.user_id,
    sessionId: row.session_id,
    reason: row.reason,
    userAgent: row.user_agent,
    address: row.address,
    actorId: row.actor_id,
    actorSessionId: row.actor_session_id,
    requestId: row.request_id,
    count: row.count,
    detail: row.detail,
  };
}
