import type { AuditEvent, AuditTrail } from "@curfew/api/ports";
import type { Insertable, Kysely, Selectable } from "kysely";
import type { Ask } from "./asking.ts";
import type { AuditTable, Tables } from "./schema/tables.ts";

/** How many rows one statement of `prune` deletes: a trail of a year must not hold the database. */
const CHUNK = 1000;

export function createAuditTrail(ask: Ask): AuditTrail {
  return {
    async record(event) {
      await ask((db) => db.insertInto("audit").values(toRow(event)).execute());
    },
    async ofUser(userId, limit) {
      const rows = await ask((db) => newest(db).where("user_id", "=", userId).limit(limit).execute());
      return rows.map(toEvent);
    },
    async since(since, limit) {
      const rows = await ask((db) => newest(db).where("at", ">=", since.getTime()).limit(limit).execute());
      return rows.map(toEvent);
    },
    async prune(before) {
      let pruned = 0;
      for (;;) {
        const deleted = await ask((db) => deleteSome(db, before));
        pruned += deleted;
        if (deleted < CHUNK) return pruned;
      }
    },
  };
}

function newest(db: Kysely<Tables>) {
  return db.selectFrom("audit").selectAll().orderBy("at", "desc").orderBy("seq", "desc");
}

async function deleteSome(db: Kysely<Tables>, before: Date): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom("audit")
    .where("seq", "in", (eb) =>
      eb.selectFrom("audit").select("seq").where("at", "<", before.getTime()).orderBy("at").limit(CHUNK),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

function toRow(event: AuditEvent): Insertable<AuditTable> {
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

function toEvent(row: Selectable<AuditTable>): AuditEvent {
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
