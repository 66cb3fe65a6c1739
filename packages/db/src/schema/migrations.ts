import { type RawBuilder, sql } from "kysely";
import type { Dialect } from "../engine/dialect.ts";
import type { Step } from "./step.ts";

/**
 * Every step there ever was, in order; a step that was released doesn't change any more. A step has to
 * leave the schema usable for the version before it.
 */
export const migrations: readonly Step[] = [
  {
    name: "accounts, sessions, audit trail and witness",
    tables: ["schema_version", "users", "sessions", "audit", "witness"],
    statements: beginnings,
  },
  { name: "failed attempts", tables: ["attempts"], statements: attempts },
  {
    name: "sessions by their end",
    indexes: [
      { name: "sessions_by_end", on: "sessions (ended_at) where ended_at is not null" },
      { name: "sessions_by_expiry", on: "sessions (expires_at)" },
    ],
  },
  {
    name: "checkpoint and refresh tokens",
    tables: ["checkpoint", "instances"],
    statements: checkpoint,
  },
  {
    name: "names, resets of passwords and who did what",
    tables: ["password_resets"],
    statements: names,
  },
  {
    name: "names and the audit trail, to be found",
    indexes: [
      { name: "users_not_folded", on: "users (id) where search_name is null" },
      { name: "audit_of_session", on: "audit (session_id, at, seq) where session_id is not null" },
      { name: "audit_by_actor", on: "audit (actor_id, at, seq) where actor_id is distinct from user_id" },
    ],
  },
  { name: "journal of revocations", tables: ["journal"], statements: journal },
];

function beginnings({ text, serial }: Dialect): readonly RawBuilder<unknown>[] {
  return [
    sql`create table schema_version (version bigint primary key)`,
    sql`create table users (
      id ${text} primary key,
      email ${text} not null unique,
      name ${text} not null,
      folded_name ${text} not null,
      role ${text} not null check (role in ('user', 'admin')),
      password_hash ${text} not null,
      created_at bigint not null,
      suspended_at bigint,
      deleting bigint not null default 0,
      ending ${text},
      ending_except ${text},
      undo_password_hash ${text},
      undo_suspended_at bigint
    )`,
    sql`create index users_by_age on users (created_at, id)`,
    sql`create index users_unsettled on users (id) where ending is not null`,
    sql`create table sessions (
      id ${text} primary key,
      user_id ${text} not null references users (id) on delete cascade,
      generation ${text} not null,
      started_at bigint not null,
      expires_at bigint not null,
      last_seen_at bigint not null,
      ended_at bigint,
      user_agent ${text},
      address ${text}
    )`,
    sql`create index sessions_of_user on sessions (user_id, ended_at)`,
    sql`create index sessions_not_ended on sessions (started_at) where ended_at is null`,
    sql`create table audit (
      seq ${serial},
      at bigint not null,
      type ${text} not null,
      user_id ${text},
      session_id ${text},
      reason ${text},
      user_agent ${text},
      address ${text}
    )`,
    sql`create index audit_by_age on audit (at, seq)`,
    sql`create index audit_of_user on audit (user_id, at, seq)`,
    sql`create table witness (
      id bigint primary key check (id = 1),
      number bigint not null,
      generation ${text} not null,
      mark bigint not null
    )`,
  ];
}

function attempts({ text }: Dialect): readonly RawBuilder<unknown>[] {
  return [
    sql`create table attempts (
      key ${text} primary key,
      failures bigint not null,
      closes_at bigint not null
    )`,
    sql`create index attempts_by_close on attempts (closes_at)`,
  ];
}

function checkpoint({ text }: Dialect): readonly RawBuilder<unknown>[] {
  return [
    sql`create table checkpoint (
      id bigint primary key check (id = 1),
      version bigint not null,
      database_id ${text} not null,
      store_id ${text},
      store_setting ${text},
      generation_number bigint,
      generation_id ${text},
      generation_line ${text},
      revision_number bigint,
      revision_id ${text},
      declared_number bigint,
      declared_id ${text},
      declared_line ${text},
      declared_store_id ${text},
      lost_at bigint,
      former_store_id ${text},
      former_store_at bigint,
      banned_keys ${text} not null,
      longest_access_seconds bigint not null,
      longest_session_seconds bigint not null
    )`,
    sql`create table instances (
      id ${text} primary key,
      setting ${text} not null,
      seen_at bigint not null
    )`,
    sql`alter table sessions add column refresh_ordinal bigint`,
    sql`alter table sessions add column refresh_id ${text}`,
    sql`alter table sessions add column refresh_previous_id ${text}`,
    sql`alter table sessions add column refresh_access_id ${text}`,
    sql`alter table sessions add column refresh_planned_at bigint`,
  ];
}

function names({ text }: Dialect): readonly RawBuilder<unknown>[] {
  // Tables in the order that transactions lock them in.
  return [
    sql`create table password_resets (
      user_id ${text} primary key references users (id) on delete cascade,
      digest ${text} not null unique,
      expires_at bigint not null
    )`,
    sql`alter table users add column search_name ${text}`,
    sql`alter table sessions add column name ${text}`,
    sql`alter table audit add column actor_id ${text}`,
    sql`alter table audit add column actor_session_id ${text}`,
    sql`alter table audit add column request_id ${text}`,
    sql`alter table audit add column count bigint`,
    sql`alter table audit add column detail ${text}`,
  ];
}

function journal({ text }: Dialect): readonly RawBuilder<unknown>[] {
  return [
    sql`create table journal (
      key ${text} primary key,
      value ${text} not null,
      until bigint not null,
      generation bigint not null,
      revision bigint not null
    )`,
    sql`create index journal_by_end on journal (until)`,
    sql`alter table checkpoint add column journaled_line ${text}`,
  ];
}
