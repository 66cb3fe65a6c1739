import type { Users } from "@curfew/api/database";
import type { Kysely, Transaction, UpdateResult } from "kysely";
import { inBatches } from "../batches.ts";
import type { RunQuery } from "../run-query.ts";
import type { Tables } from "../tables.ts";

type PendingRevocations = Pick<
  Users,
  | "preparePasswordChange"
  | "preparePasswordReset"
  | "prepareSuspension"
  | "prepareDeletion"
  | "commit"
  | "rollback"
  | "listInDoubt"
>;

/** The most sessions that one statement deletes. */
const CHUNK = 500;

/** Makes the changes that end all sessions of an account. Every step is one statement or one transaction. */
export function createPendingRevocations(runQuery: RunQuery): PendingRevocations {
  return {
    preparePasswordChange: (id, { from, to, ending, exceptSessionId = null }) =>
      runQuery((db) => {
        const change = prepare(db, id, ending, exceptSessionId).set({ password_hash: to });
        // Its new epoch would bring back to life what the suspension ended.
        return hits(change.where("password_hash", "=", from).where("suspended_at", "is", null));
      }),
    preparePasswordReset: (digest, change) => runQuery((db) => preparePasswordReset(db, digest, change)),
    prepareSuspension: (id, { at, ending }) =>
      runQuery((db) => {
        const since = at.getTime();
        return hits(
          prepare(db, id, ending).set((eb) => ({ suspended_at: eb.fn.coalesce("suspended_at", eb.val(since)) })),
        );
      }),
    prepareDeletion: (id, { ending }) => runQuery((db) => hits(prepare(db, id, ending).set({ deleting: 1 }))),
    async commit(id, change) {
      await inBatches(CHUNK, () => runQuery((db) => deleteEnded(db, id, change.ending)));
      return runQuery((db) => db.transaction().execute((transaction) => commit(transaction, id, change)));
    },
    rollback: (id, ending) => runQuery((db) => rollback(db, id, ending)),
    listInDoubt: () => runQuery(listInDoubt),
  };
}

function prepare(db: Kysely<Tables>, id: string, ending: string, exceptSessionId: string | null = null) {
  return mark(db, ending, exceptSessionId).where("id", "=", id);
}

/** Marks accounts on which no other revocation is pending, and keeps what `rollback` has to restore. */
function mark(db: Kysely<Tables>, ending: string, exceptSessionId: string | null = null) {
  return db
    .updateTable("users")
    .set((eb) => ({
      ending,
      ending_except: exceptSessionId,
      undo_password_hash: eb.ref("password_hash"),
      undo_suspended_at: eb.ref("suspended_at"),
    }))
    .where("ending", "is", null);
}

async function preparePasswordReset(
  db: Kysely<Tables>,
  digest: string,
  { at, to, ending }: Parameters<Users["preparePasswordReset"]>[1],
): Promise<string | null> {
  const link = db
    .selectFrom("password_resets")
    .select("user_id")
    .where("digest", "=", digest)
    .where("expires_at", ">", at.getTime());
  const account = await mark(db, ending)
    .set({ password_hash: to })
    .where("id", "in", link)
    .where("suspended_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  return account?.id ?? null;
}

async function hits(change: { executeTakeFirst(): Promise<UpdateResult | undefined> }): Promise<boolean> {
  return (await change.executeTakeFirst())?.numUpdatedRows === 1n;
}

/**
 * Deletes some ended sessions of an account that goes: to delete all with it, in one statement, would block the
 * database.
 */
async function deleteEnded(db: Kysely<Tables>, id: string, ending: string): Promise<number> {
  const going = db.selectFrom("users").select("id").where("id", "=", id).where("ending", "=", ending);
  const ended = db
    .selectFrom("sessions")
    .select("id")
    .where("user_id", "in", going.where("deleting", "=", 1))
    .where("ended_at", "is not", null)
    .limit(CHUNK);
  const { numDeletedRows } = await db.deleteFrom("sessions").where("id", "in", ended).executeTakeFirst();
  return Number(numDeletedRows);
}

async function commit(db: Transaction<Tables>, id: string, change: Parameters<Users["commit"]>[1]): Promise<number> {
  // First, because it locks the account's row: a login that is being recorded is in before this, or refused.
  const account = await db
    .updateTable("users")
    .set({ ending: null, undo_password_hash: null, undo_suspended_at: null })
    .where("id", "=", id)
    .where("ending", "=", change.ending)
    .returning(["deleting", "ending_except"])
    .executeTakeFirst();
  if (account === undefined) return 0;
  const { numUpdatedRows } = await db
    .updateTable("sessions")
    .set({ ended_at: change.at.getTime() })
    .where("user_id", "=", id)
    .where("ended_at", "is", null)
    .where("id", "is distinct from", account.ending_except)
    .where("id", "is distinct from", change.exceptSessionId ?? null)
    .executeTakeFirst();
  await db.deleteFrom("password_resets").where("user_id", "=", id).execute();
  if (account.deleting === 1) await db.deleteFrom("users").where("id", "=", id).execute();
  return Number(numUpdatedRows);
}

async function rollback(db: Kysely<Tables>, id: string, ending: string): Promise<void> {
  await db
    .updateTable("users")
    .set((eb) => ({
      ending: null,
      deleting: 0,
      password_hash: eb.fn.coalesce("undo_password_hash", "password_hash"),
      suspended_at: eb.ref("undo_suspended_at"),
      undo_password_hash: null,
      undo_suspended_at: null,
    }))
    .where("id", "=", id)
    .where("ending", "=", ending)
    .execute();
}

async function listInDoubt(db: Kysely<Tables>): Promise<{ id: string; ending: string }[]> {
  const marked = db.selectFrom("users").select("id").where("ending", "is not", null);
  return marked
    .select((eb) => eb.ref("ending").$notNull().as("ending"))
    .orderBy("id")
    .execute();
}
