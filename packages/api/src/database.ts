/**
 * The port through which the api asks a database. `@curfew/db` implements it on SQLite and Postgres.
 * Every method rejects with `DatabaseUnavailable` if the database can't be asked, within its own deadline.
 */
import type { Witness } from "@curfew/auth";
import type { AttemptWindows } from "./database/attempts.ts";
import type { AuditTrail } from "./database/audit.ts";
import type { PasswordResets } from "./database/password-resets.ts";
import type { Sessions } from "./database/sessions.ts";
import type { Users } from "./database/users.ts";

export type {
  Checkpoint,
  CheckpointChange,
  Generation,
  Journal,
  JournalRow,
  RefreshState,
  SessionLedger,
  Witness,
  WitnessReading,
} from "@curfew/auth";
export { JOURNAL_MARGIN_MS } from "@curfew/auth";
export type * from "./database/attempts.ts";
export type * from "./database/audit.ts";
export type * from "./database/audit-event.ts";
export * from "./database/errors.ts";
export type * from "./database/password-resets.ts";
export type * from "./database/pending-revocations.ts";
export type * from "./database/session.ts";
export type * from "./database/sessions.ts";
export type * from "./database/users.ts";

export interface Database {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly audit: AuditTrail;
  readonly passwordResets: PasswordResets;
  readonly attempts: AttemptWindows;
  /** Keeps the checkpoint, and agrees with processes of the version before on the generation in force. */
  readonly checkpoint: Witness;
  /** Reads the database's own clock. */
  time(): Promise<Date>;
  /**
   * Resolves if the database answers and its schema is current. One that isn't is brought up to date first, for as
   * long as that takes: meanwhile this rejects; or it rejects with `MigrationNeeded` until `migrate` has run.
   */
  ready(): Promise<void>;
  /** Brings the schema up to date; answers how many steps that took. Rejects with `DatabaseUnavailable`. */
  migrate(options?: MigrationOptions): Promise<number>;
  /**
   * Lists what an operator should see to, in sentences: none, or that the database takes no writes. Changes nothing.
   */
  advice(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface MigrationOptions {
  /** The deadline of all steps together. Default: an hour. */
  readonly deadlineMs?: number;
  /** Called as each step begins; an empty database takes none. */
  readonly onStep?: (step: MigrationStep) => void;
}

export interface MigrationStep {
  /** The name, in a few words. */
  readonly name: string;
  /** The step's number, from 1. */
  readonly number: number;
  readonly count: number;
}
