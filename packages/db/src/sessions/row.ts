import type { NewSession, SessionRecord } from "@curfew/api/database";
import type { Selectable } from "kysely";
import type { SessionsTable } from "../tables.ts";
import { firstState, REFRESH_COLUMNS, refreshColumns } from "./refresh-state.ts";

type Row = Selectable<SessionsTable>;

export const COLUMNS = [
  "id",
  "user_id",
  "generation",
  "started_at",
  "expires_at",
  "last_seen_at",
  "ended_at",
  "user_agent",
  "address",
  "name",
  ...REFRESH_COLUMNS,
] as const satisfies readonly (keyof Row)[];

/** Makes the row of a session, which begins with being seen. */
export function newSessionRow(session: NewSession): Row {
  const { refreshTokenId } = session;
  return {
    id: session.id,
    user_id: session.userId,
    generation: session.generation,
    started_at: session.startedAt.getTime(),
    expires_at: session.expiresAt.getTime(),
    last_seen_at: session.startedAt.getTime(),
    ended_at: null,
    user_agent: session.userAgent,
    address: session.address,
    name: null,
    ...refreshColumns(refreshTokenId === null ? null : firstState(refreshTokenId)),
  };
}

export function toSession(row: Row): SessionRecord {
  return {
    id: row.id,
    userId: row.user_id,
    generation: row.generation,
    startedAt: new Date(row.started_at),
    expiresAt: new Date(row.expires_at),
    lastSeenAt: new Date(row.last_seen_at),
    endedAt: row.ended_at === null ? null : new Date(row.ended_at),
    userAgent: row.user_agent,
    address: row.address,
    name: row.name,
  };
}
