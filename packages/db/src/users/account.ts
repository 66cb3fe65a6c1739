import type { Account } from "@curfew/api/database";
import type { Selectable } from "kysely";
import type { UsersTable } from "../tables.ts";

export function toAccount(row: Selectable<UsersTable>): Account {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    passwordHash: row.password_hash,
    createdAt: new Date(row.created_at),
    suspendedAt: row.suspended_at === null ? null : new Date(row.suspended_at),
    ending: row.ending,
  };
}
