import type { PasswordReset, PasswordResets } from "@curfew/api/database";
import type { Kysely } from "kysely";
import type { Dialect } from "../engine/dialect.ts";
import type { RunQuery } from "../run-query.ts";
import type { Tables } from "../tables.ts";

/** Keeps links to reset passwords. `preparePasswordReset` and `commit` use a link up, see `pending-revocations.ts`. */
export function createPasswordResets(runQuery: RunQuery, dialect: Dialect): PasswordResets {
  return {
    create: (digest, reset) => runQuery((db) => create(db, dialect, digest, reset)),
    find: (digest, at) => runQuery((db) => find(db, digest, at)),
    prune: (before) => runQuery((db) => prune(db, before)),
  };
}

/** Inserts the link while the account's row stays as it is: a revocation prepared meanwhile will kill the link. */
async function create(db: Kysely<Tables>, dialect: Dialect, digest: string, reset: PasswordReset): Promise<boolean> {
  const expires_at = reset.expiresAt.getTime();
  const guard = db
    .selectFrom("users")
    .where("id", "=", reset.userId)
    .where("suspended_at", "is", null)
    .where("ending", "is", null)
    .select((eb) => ["id", eb.val(digest).as("digest"), eb.val(expires_at).as("expires_at")])
    .modifyEnd(dialect.keepRows);
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("password_resets")
    .columns(["user_id", "digest", "expires_at"])
    .expression(guard)
    .onConflict((conflict) => conflict.column("user_id").doUpdateSet({ digest, expires_at }))
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

async function find(db: Kysely<Tables>, digest: string, at: Date): Promise<PasswordReset | null> {
  const row = await db
    .selectFrom("password_resets")
    .innerJoin("users", "users.id", "password_resets.user_id")
    .select(["password_resets.user_id", "password_resets.expires_at"])
    .where("password_resets.digest", "=", digest)
    .where("password_resets.expires_at", ">", at.getTime())
    .where("users.suspended_at", "is", null)
    .where("users.deleting", "=", 0)
    .executeTakeFirst();
  return row ? { userId: row.user_id, expiresAt: new Date(row.expires_at) } : null;
}

async function prune(db: Kysely<Tables>, before: Date): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom("password_resets")
    .where("expires_at", "<", before.getTime())
    .executeTakeFirst();
  return Number(numDeletedRows);
}
