import type { Account, NewAccount, NewSession, Users } from "@curfew/api/database";
import type { Insertable, Kysely, Selectable, Transaction, Updateable } from "kysely";
import { inBatches } from "../batches.ts";
import type { Dialect } from "../engine/dialect.ts";
import { type Prepared, prepared } from "../prepared.ts";
import type { RunQuery } from "../run-query.ts";
import { newSessionRow } from "../sessions/row.ts";
import type { Tables, UsersTable } from "../tables.ts";
import { toAccount } from "./account.ts";
import { fold, foldCase } from "./fold.ts";
import { BATCH, foldSomeNames } from "./fold-names.ts";
import { createPage } from "./page.ts";
import { createPendingRevocations } from "./pending-revocations.ts";

export function createUsers(runQuery: RunQuery, dialect: Dialect): Users {
  const [byId, byEmail] = [findBy("id"), findBy("email")];
  return {
    signUp: (account, session) =>
      runQuery((db) => db.transaction().execute((transaction) => signUp(transaction, account, session))),
    byEmail: (email) => runQuery((db) => found(byEmail(db, email))),
    byId: (id) => runQuery((db) => found(byId(db, id))),
    page: createPage(runQuery, dialect),
    grantAdmin: (email) => runQuery((db) => update(db, "email", email, { role: "admin" })),
    revokeAdmin: (email) => runQuery((db) => update(db, "email", email, { role: "user" })),
    rename: (id, name) => runQuery((db) => rename(db, id, name)),
    foldNames: () => inBatches(BATCH, () => runQuery(foldSomeNames)),
    // A cancelled ending must not bring back the suspension it found.
    restore: (id) => runQuery((db) => update(db, "id", id, { suspended_at: null, undo_suspended_at: null })),
    ...createPendingRevocations(runQuery),
  };
}

/** Inserts an account and its first session. One marked as deleted keeps its address until that is committed. */
async function signUp(
  db: Transaction<Tables>,
  account: NewAccount,
  session: NewSession,
): Promise<"created" | "email_taken"> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("users")
    .values(newUserRow(account))
    .onConflict((conflict) => conflict.column("email").doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows !== 1n) return "email_taken";
  await db.insertInto("sessions").values(newSessionRow(session)).execute();
  return "created";
}

function newUserRow(account: NewAccount): Insertable<UsersTable> {
  return {
    id: account.id,
    email: account.email,
    ...nameColumns(account.name),
    role: "user",
    password_hash: account.passwordHash,
    created_at: account.createdAt.getTime(),
    deleting: 0,
  };
}

function nameColumns(name: string) {
  return { name, folded_name: foldCase(name), search_name: fold(name) };
}

async function rename(db: Kysely<Tables>, id: string, name: string): Promise<Account | null> {
  const row = await db
    .updateTable("users")
    .set(nameColumns(name))
    .where("id", "=", id)
    .where("deleting", "=", 0)
    .returningAll()
    .executeTakeFirst();
  return row ? toAccount(row) : null;
}

function findBy(key: "id" | "email"): Prepared<Selectable<UsersTable>> {
  return prepared((db, value) => db.selectFrom("users").selectAll().where(key, "=", value).where("deleting", "=", 0));
}

async function found(result: ReturnType<Prepared<Selectable<UsersTable>>>): Promise<Account | null> {
  const [row] = (await result).rows;
  return row ? toAccount(row) : null;
}

async function update(
  db: Kysely<Tables>,
  key: "id" | "email",
  value: string,
  change: Updateable<UsersTable>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("users")
    .set(change)
    .where(key, "=", value)
    .where("deleting", "=", 0)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
