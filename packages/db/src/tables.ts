import type { Role } from "@curfew/api/database";
import type { Generated } from "kysely";

/** The schema as queries see it. Times are milliseconds since 1970: the same number in both databases. */
export interface Tables {
  users: UsersTable;
  sessions: SessionsTable;
  audit: AuditTable;
  attempts: AttemptsTable;
  witness: WitnessTable;
  checkpoint: CheckpointTable;
  journal: JournalTable;
  instances: InstancesTable;
  password_resets: PasswordResetsTable;
  schema_version: { version: number };
}

export interface UsersTable {
  id: string;
  email: string;
  name: string;
  /** The name as a search of the version before sees it, see `foldCase`. */
  folded_name: string;
  /** The name as a search sees it, see `fold`; null where the version before wrote the row, until it is filled in. */
  search_name: string | null;
  role: Role;
  password_hash: string;
  created_at: number;
  suspended_at: number | null;
  /** 1: marked as deleted, invisible to all but `commit`, `rollback` and `listInDoubt`. Only while `ending` is set. */
  deleting: number;
  ending: string | null;
  /** The session that survives the ending under way; without meaning when there is none. */
  ending_except: string | null;
  /** The value that `rollback` restores; null when no revocation is pending. */
  undo_password_hash: string | null;
  undo_suspended_at: number | null;
}

export interface SessionsTable {
  id: string;
  user_id: string;
  generation: string;
  started_at: number;
  expires_at: number;
  last_seen_at: number;
  ended_at: number | null;
  user_agent: string | null;
  address: string | null;
  name: string | null;
  /** Null for a session opened by the version before: its ordinal is 0. */
  refresh_ordinal: number | null;
  refresh_id: string | null;
  refresh_previous_id: string | null;
  refresh_access_id: string | null;
  refresh_planned_at: number | null;
}

export interface AuditTable {
  /** Rises with every event: the order of events of one millisecond. */
  seq: Generated<number>;
  at: number;
  type: string;
  user_id: string | null;
  session_id: string | null;
  reason: string | null;
  user_agent: string | null;
  address: string | null;
  actor_id: string | null;
  actor_session_id: string | null;
  request_id: string | null;
  count: number | null;
  detail: string | null;
}

interface PasswordResetsTable {
  user_id: string;
  digest: string;
  expires_at: number;
}

export interface AttemptsTable {
  /** A digest. */
  key: string;
  /** At least 1. */
  failures: number;
  closes_at: number;
}

export interface WitnessTable {
  /** Always 1: there is one row. */
  id: number;
  number: number;
  generation: string;
  mark: number;
}

export interface CheckpointTable {
  /** Always 1: there is one row. */
  id: number;
  version: number;
  database_id: string;
  store_id: string | null;
  store_setting: string | null;
  generation_number: number | null;
  generation_id: string | null;
  generation_line: string | null;
  revision_number: number | null;
  revision_id: string | null;
  declared_number: number | null;
  declared_id: string | null;
  declared_line: string | null;
  declared_store_id: string | null;
  lost_at: number | null;
  former_store_id: string | null;
  former_store_at: number | null;
  /** A JSON array of strings. */
  banned_keys: string;
  longest_access_seconds: number;
  longest_session_seconds: number;
  /** The line whose revocations the journal holds without a gap. */
  journaled_line: string | null;
}

export interface JournalTable {
  key: string;
  value: string;
  /** By the clock of the process that wrote it. */
  until: number;
  generation: number;
  revision: number;
}

interface InstancesTable {
  id: string;
  setting: string;
  /** By the database's clock. */
  seen_at: number;
}
