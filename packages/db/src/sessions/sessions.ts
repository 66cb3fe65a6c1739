import type { NewSession, SessionFate, SessionRecord, Sessions } from "@curfew/api/database";
import type { Kysely, QueryResult, Selectable } from "kysely";
import { inBatches } from "../batches.ts";
import type { Dialect } from "../engine/dialect.ts";
import { prepared } from "../prepared.ts";
import type { RunQuery } from "../run-query.ts";
import type { SessionsTable, Tables } from "../tables.ts";
import { createLedger } from "./ledger.ts";
import { createList } from "./list.ts";
import { COLUMNS, newSessionRow, toSession } from "./row.ts";

/** The most rows that one statement changes where their number isn't bounded by one account. */
const CHUNK = 500;

export function createSessions(runQuery: RunQuery, dialect: Dialect): Sessions {
  const byId = prepared((db, id) =>
    db.selectFrom("sessions").selectAll().where("id", "=", id).where("ended_at", "is", null),
  );
  const end = async (ids: readonly string[], at: Date) => {
    const ended: string[] = [];
    for (let from = 0; from < ids.length; from += CHUNK) {
      ended.push(...(await runQuery((db) => endOnes(db, ids.slice(from, from + CHUNK), at))));
    }
    return ended;
  };
  return {
    open: (session, passwordHash) => runQuery((db) => open(db, dialect, session, passwordHash)),
    byId: (id) => runQuery((db) => found(byId(db, id))),
    async fates(ids) {
      const found: SessionFate[] = [];
      for (let from = 0; from < ids.length; from += CHUNK) {
        found.push(...(await runQuery((db) => fates(db, ids.slice(from, from + CHUNK)))));
      }
      return found;
    },
    ...createList(runQuery),
    rename: (id, userId, name) => runQuery((db) => rename(db, id, userId, name)),
    end,
    async endEverything(at, living) {
      let ended = 0;
      for (;;) {
        const ids = await runQuery((db) => someNotEnded(db, at, living));
        if (ids.length === 0) return ended;
        ended += (await end(ids, at)).length;
      }
    },
    ledger: (at, client) => createLedger(runQuery, at, client),
    async prune(before) {
      const expired = await inBatches(CHUNK, () => runQuery((db) => deleteSome(db, "expires_at", before)));
      return expired + (await inBatches(CHUNK, () => runQuery((db) => deleteSome(db, "ended_at", before))));
    },
  };
}

async function deleteSome(db: Kysely<Tables>, over: "expires_at" | "ended_at", before: Date): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom("sessions")
    .where("id", "in", (eb) => eb.selectFrom("sessions").select("id").where(over, "<", before.getTime()).limit(CHUNK))
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/**
 * Inserts the session while the account's row stays as it is: a revocation prepared meanwhile will find the session.
 */
async function open(db: Kysely<Tables>, dialect: Dialect, session: NewSession, passwordHash: string): Promise<boolean> {
  const row = newSessionRow(session);
  const guard = db
    .selectFrom("users")
    .where("id", "=", session.userId)
    .where("password_hash", "=", passwordHash)
    .where("suspended_at", "is", null)
    .where("ending", "is", null)
    .select((eb) => COLUMNS.map((column) => eb.val(row[column]).as(column)))
    .modifyEnd(dialect.keepRows);
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("sessions")
    .columns(COLUMNS)
    .expression(guard)
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

async function found(result: Promise<QueryResult<Selectable<SessionsTable>>>): Promise<SessionRecord | null> {
  const [row] = (await result).rows;
  return row ? toSession(row) : null;
}

async function fates(db: Kysely<Tables>, ids: readonly string[]): Promise<SessionFate[]> {
  const rows = await db
    .selectFrom("sessions")
    .innerJoin("users", "users.id", "sessions.user_id")
    .select(["sessions.id", "sessions.ended_at", "users.suspended_at"])
    .where("sessions.id", "in", ids)
    .execute();
  return rows.map((row) => ({ id: row.id, hasEnded: row.ended_at !== null, isSuspended: row.suspended_at !== null }));
}

async function endOnes(db: Kysely<Tables>, ids: readonly string[], at: Date): Promise<string[]> {
  const rows = await db
    .updateTable("sessions")
    .set({ ended_at: at.getTime() })
    .where("id", "in", ids)
    .where("ended_at", "is", null)
    .returning("id")
    .execute();
  return rows.map(({ id }) => id);
}

async function someNotEnded(db: Kysely<Tables>, startedBy: Date, living: string): Promise<string[]> {
  const rows = await db
    .selectFrom("sessions")
    .select("id")
    .where("ended_at", "is", null)
    .where("started_at", "<=", startedBy.getTime())
    .where("generation", "<>", living)
    .limit(CHUNK)
    .execute();
  return rows.map(({ id }) => id);
}

async function rename(db: Kysely<Tables>, id: string, userId: string, name: string | null): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("sessions")
    .set({ name })
    .where("id", "=", id)
    .where("user_id", "=", userId)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
