import type { AuditQuery, AuditTrail } from "@curfew/api/ports";
import type { ExpressionBuilder, Kysely } from "kysely";
import type { Ask } from "./asking.ts";
import { toEvent } from "./audit-row.ts";
import type { Tables } from "./schema/tables.ts";

export function createAuditPage(ask: Ask): AuditTrail["page"] {
  return async (query) => {
    const after = query.cursor === undefined ? undefined : parseCursor(query.cursor);
    if (after === null) return { events: [], nextCursor: null };
    const rows = await ask((db) => select(db, query, after));
    const last = rows.length < query.limit ? undefined : rows.at(-1);
    return { events: rows.map(toEvent), nextCursor: last === undefined ? null : `${last.at}.${last.seq}` };
  };
}

interface Position {
  readonly at: number;
  readonly seq: number;
}

function select(db: Kysely<Tables>, query: AuditQuery, after: Position | undefined) {
  const { userId, sessionId, types, since, until, limit } = query;
  let selection = db.selectFrom("audit").selectAll();
  if (userId !== undefined) selection = selection.where("user_id", "=", userId);
  if (sessionId !== undefined) selection = selection.where("session_id", "=", sessionId);
  if (types !== undefined) selection = selection.where("type", "in", types);
  if (since !== undefined) selection = selection.where("at", ">=", since.getTime());
  if (until !== undefined) selection = selection.where("at", "<", until.getTime());
  if (after !== undefined) selection = selection.where("at", ">=", after.at).where(comesAfter(after));
  return selection.orderBy("at").orderBy("seq").limit(limit).execute();
}

function comesAfter({ at, seq }: Position) {
  return (eb: ExpressionBuilder<Tables, "audit">) =>
    eb.or([eb("at", ">", at), eb.and([eb("at", "=", at), eb("seq", ">", seq)])]);
}

/** Null for anything that no page gave. */
function parseCursor(cursor: string): Position | null {
  const [, at, seq] = /^(\d{1,16})\.(\d{1,16})$/.exec(cursor) ?? [];
  return at === undefined || seq === undefined ? null : { at: Number(at), seq: Number(seq) };
}
