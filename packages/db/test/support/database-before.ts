import type { DatabaseOptions } from "../../src/index.ts";
import { emptyDatabase, execute } from "./database.ts";
import type { Kind } from "./kinds.ts";

/** The version that the oldest process still running beside this one made, as it made it. */
const VERSION = 3;

/** Its tables and indexes, word for word. */
function schema(kind: Kind): string[] {
  const text = kind === "postgres" ? 'text collate "C"' : "text";
  const serial = kind === "postgres" ? "bigint generated always as identity primary key" : "integer primary key";
  return [
    "create table schema_version (version bigint primary key)",
    `create table users (id ${text} primary key, email ${text} not null unique, name ${text} not null,
      folded_name ${text} not null, role ${text} not null check (role in ('user', 'admin')),
      password_hash ${text} not null, created_at bigint not null, suspended_at bigint,
      deleting bigint not null default 0, ending ${text}, ending_except ${text}, undo_password_hash ${text},
      undo_suspended_at bigint)`,
    "create index users_by_age on users (created_at, id)",
    "create index users_unsettled on users (id) where ending is not null",
    `create table sessions (id ${text} primary key, user_id ${text} not null references users (id) on delete cascade,
      generation ${text} not null, started_at bigint not null, expires_at bigint not null,
      last_seen_at bigint not null, ended_at bigint, user_agent ${text}, address ${text})`,
    "create index sessions_of_user on sessions (user_id, ended_at)",
    "create index sessions_not_ended on sessions (started_at) where ended_at is null",
    `create table audit (seq ${serial}, at bigint not null, type ${text} not null, user_id ${text}, session_id ${text},
      reason ${text}, user_agent ${text}, address ${text})`,
    "create index audit_by_age on audit (at, seq)",
    "create index audit_of_user on audit (user_id, at, seq)",
    `create table witness (id bigint primary key check (id = 1), number bigint not null, generation ${text} not null,
      mark bigint not null)`,
    `create table attempts (key ${text} primary key, failures bigint not null, closes_at bigint not null)`,
    "create index attempts_by_close on attempts (closes_at)",
    "create index sessions_by_end on sessions (ended_at) where ended_at is not null",
    "create index sessions_by_expiry on sessions (expires_at)",
    ...Array.from({ length: VERSION }, (_, index) => `insert into schema_version (version) values (${index + 1})`),
  ];
}

/** A database as the version before has left it. */
export async function databaseOfBefore(kind: Kind): Promise<DatabaseOptions> {
  const options = await emptyDatabase(kind);
  const mode = kind === "sqlite" ? ["pragma journal_mode = wal"] : [];
  await execute(options, ...mode, ...schema(kind));
  return options;
}

/** What the version before says to its database when somebody signs up, logs in, refreshes, looks and logs out. */
export function lifeBefore(name: string): string[] {
  const [user, session] = [`user-${name}`, `session-${name}`];
  const columns = "id, user_id, generation, started_at, expires_at, last_seen_at, ended_at, user_agent, address";
  return [
    `insert into users (id, email, name, folded_name, role, password_hash, created_at, deleting)
      values ('${user}', '${name}@example.test', 'Zoë ${name}', 'zoë ${name}', 'user', 'hash', 1, 0)`,
    `insert into sessions (${columns}) values ('${session}', '${user}', '1.a', 1, 9000000000000, 1, null, 'A/1', '::1')`,
    `insert into sessions (${columns}) select '${session}-2', id, '1.a', 1, 9000000000000, 1, null, null, null
      from users where id = '${user}' and password_hash = 'hash' and suspended_at is null and ending is null`,
    `update sessions set last_seen_at = 2, user_agent = null, address = null
      where id = '${session}' and ended_at is null and last_seen_at <= 2`,
    `select * from sessions where user_id = '${user}' and ended_at is null order by last_seen_at desc, id`,
    `insert into audit (at, type, user_id, session_id, reason, user_agent, address)
      values (1, 'login', '${user}', '${session}', null, null, null)`,
    `select * from audit where user_id = '${user}' order by at desc, seq desc`,
    `insert into attempts (key, failures, closes_at) values ('${name}', 1, 9)
      on conflict (key) do update set failures = attempts.failures + 1`,
    `insert into witness (id, number, generation, mark) values (1, 1, 'a', 1)
      on conflict (id) do update set mark = witness.mark + 1 where witness.number = 1`,
    `update users set ending = 'epoch', ending_except = null, undo_password_hash = password_hash,
      undo_suspended_at = suspended_at, password_hash = 'new' where id = '${user}' and ending is null`,
    `update users set ending = null, undo_password_hash = null, undo_suspended_at = null where id = '${user}'`,
    `update sessions set ended_at = 5 where id = '${session}' and ended_at is null`,
    `select id, ending from users where ending is not null order by id`,
    `select * from users where email = '${name}@example.test' and deleting = 0`,
  ];
}
