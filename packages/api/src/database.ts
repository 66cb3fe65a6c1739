/**
 * The port through which the api asks a database. `@curfew/db` implements it on SQLite and Postgres.
 * Every method rejects with `DatabaseUnavailable` if the database can't be asked, within its own deadline.
 */
import type { SessionLedger, Witness } from "@curfew/auth";

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

export type Role = "user" | "admin";

/** The part of an account that a client may see. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

export interface Account extends User {
  readonly passwordHash: string;
  readonly createdAt: Date;
  readonly suspendedAt: Date | null;
  /**
   * The tag of a pending revocation of all the account's sessions: decided here, not yet in the blacklist. Else null.
   */
  readonly ending: string | null;
}

export interface NewAccount {
  readonly id: string;
  /** Already trimmed and lower-cased. */
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly createdAt: Date;
}

/** The client that opened or last refreshed a session. */
export interface ClientMetadata {
  /** At most 512 characters. */
  readonly userAgent: string | null;
  readonly address: string | null;
}

export interface NewSession extends ClientMetadata {
  readonly id: string;
  readonly userId: string;
  /** The store's generation the session was born under; sessions of another are dead. */
  readonly generation: string;
  readonly startedAt: Date;
  /** The session's absolute end. */
  readonly expiresAt: Date;
  /** `jti` of the first refresh token, whose ordinal is 1; null for a session whose refreshes the store alone keeps. */
  readonly refreshTokenId: string | null;
}

export interface SessionRecord extends Omit<NewSession, "refreshTokenId"> {
  /** The name its owner gave it; null if there is none. */
  readonly name: string | null;
  readonly lastSeenAt: Date;
  readonly endedAt: Date | null;
}

export interface SessionFate {
  readonly id: string;
  readonly hasEnded: boolean;
  /** True if its account is suspended. */
  readonly isSuspended: boolean;
}

export interface Users {
  /** Inserts an account (role `user`) and its first session, both or neither. */
  signUp(account: NewAccount, session: NewSession): Promise<"created" | "email_taken">;
  /** Finds an account by its normalised address; null also if it is marked as deleted. */
  byEmail(email: string): Promise<Account | null>;
  byId(id: string): Promise<Account | null>;
  /**
   * Reads one page by creation time then id, newest first. `search` matches e-mail or name anywhere, whatever the case, accents and
   * kind of apostrophe, and literally (`%` is a per cent sign). Rejects with `UnknownCursor`.
   */
  page(query: { search?: string | undefined; cursor?: string | undefined; limit: number }): Promise<UserPage>;
  /** Gives the role `admin`; false if there is no such account. */
  grantAdmin(email: string): Promise<boolean>;
  /** Gives the role `user`; false if there is no such account. */
  revokeAdmin(email: string): Promise<boolean>;
  /** Changes the name. Answers the account as it is now, null if there is none. */
  rename(id: string, name: string): Promise<Account | null>;
  /**
   * Gives names that the version before wrote the form that a search for accents and apostrophes sees; answers how
   * many. In batches: after a rejection call it again. Until then they are found by their case alone.
   */
  foldNames(): Promise<number>;
  /** Lifts a suspension, if there is one; false if there is no such account. */
  restore(id: string): Promise<boolean>;

  /**
   * The changes that end all sessions of an account are committed in two phases, because the blacklist is
   * another store: `prepare…` makes the change here and marks the account with `ending`, a tag of this one change;
   * when the blacklist has it too, `commit` ends the sessions here and clears the mark. A process that dies in between
   * leaves the mark, and the next login or the next look at `listInDoubt` finishes. If the blacklist refuses, `rollback`
   * restores what stood before; links to reset the password die with `commit`. Each `prepare…` is false if the account
   * is gone or another revocation is pending.
   */

  /**
   * False also if the password is not `from` any more, or the account is suspended. `exceptSessionId` is
   * kept with the mark, so that this one session goes on, whichever process commits.
   */
  preparePasswordChange(
    id: string,
    change: { from: string; to: string; ending: string; exceptSessionId?: string | undefined },
  ): Promise<boolean>;
  /**
   * Sets another password for the account that a living link is about, in one step: of many who use one link at once
   * one does. Answers the account's id; null also if there is no such link, or the account is suspended.
   */
  preparePasswordReset(digest: string, change: { at: Date; to: string; ending: string }): Promise<string | null>;
  /** Suspends an account; one that is suspended already keeps its earlier time. */
  prepareSuspension(id: string, change: { at: Date; ending: string }): Promise<boolean>;
  /** Marks an account as deleted. Until that is committed it is not found, but keeps its address. */
  prepareDeletion(id: string, change: { ending: string }): Promise<boolean>;
  /**
   * Ends the account's sessions (all but `exceptSessionId`s) and deletes it if it was marked so. Answers how many
   * sessions it ended; nothing if `ending` is not the mark any more.
   */
  commit(id: string, change: { ending: string; at: Date; exceptSessionId?: string | undefined }): Promise<number>;
  rollback(id: string, ending: string): Promise<void>;
  /** Lists the accounts whose revocation is pending, those marked as deleted included. */
  listInDoubt(): Promise<readonly { id: string; ending: string }[]>;
}

export interface UserPage {
  readonly users: readonly Account[];
  readonly nextCursor: string | null;
}

export interface Sessions {
  /**
   * Inserts a session only if the account still has this password hash, is not suspended, deleted or ending, in one
   * statement.
   */
  open(session: NewSession, passwordHash: string): Promise<boolean>;
  /** Finds a session that is not ended; null if there is none. */
  byId(id: string): Promise<SessionRecord | null>;
  /** Tells what became of these sessions; of one that isn't there, nothing. */
  fates(ids: readonly string[]): Promise<readonly SessionFate[]>;
  /** Finds this session if `live` would list it. */
  findLive(userId: string, id: string, at: Date, generation: string | null): Promise<SessionRecord | null>;
  /**
   * Lists the sessions of a user not ended, not past their end at `at`, and of this generation (null: of any); last
   * seen first.
   */
  live(userId: string, at: Date, generation: string | null): Promise<readonly SessionRecord[]>;
  /**
   * The first `limit` of `live`, or of those behind the session whose id is `cursor`, ended or not. Rejects with
   * `UnknownCursor` if the user has no such session.
   */
  page(
    userId: string,
    at: Date,
    choice: { generation: string | null; cursor?: string | undefined; limit: number },
  ): Promise<readonly SessionRecord[]>;
  /** Names a session; null takes the name away. False if the user has no such session, or it has ended. */
  rename(id: string, userId: string, name: string | null): Promise<boolean>;
  /**
   * Of a user's sessions not ended and not past their end at `at`, of any generation, and leaving out those
   * of `except`, lists what there is besides the `keep` seen last. Longest unseen first, `atMost` so many.
   */
  leastRecentlySeen(
    userId: string,
    at: Date,
    choice: { keep: number; atMost: number; except: readonly string[] },
  ): Promise<readonly SessionRecord[]>;
  /** Marks sessions as ended; those already ended keep their time. Answers which it ended. */
  end(ids: readonly string[], at: Date): Promise<readonly string[]>;
  /**
   * Ends all sessions of all users that started at or before `at` under another generation than `living`. In batches:
   * after a rejection call it again.
   */
  endEverything(at: Date, living: string): Promise<number>;
  /**
   * Opens the ledger of where sessions stand with their refresh tokens. What it raises counts as a use by `client` at `at`, unless it was seen
   * later already.
   */
  ledger(at: Date, client: ClientMetadata): SessionLedger;
  /** Deletes those that were over, by their end or by being ended, before an instant; answers how many. */
  prune(before: Date): Promise<number>;
}

export interface AuditEvent extends ClientMetadata {
  readonly at: Date;
  /** A fixed word such as `login`, `login_refused`, `refresh_reused`, `session_ended`. */
  readonly type: string;
  /** The account it happened to. */
  readonly userId: string | null;
  /** The session it happened to. */
  readonly sessionId: string | null;
  /** A fixed word; never a secret. */
  readonly reason: string | null;
  /** The account that did it. */
  readonly actorId?: string | null;
  /** The session it was done from. */
  readonly actorSessionId?: string | null;
  readonly requestId?: string | null;
  /** The number it happened to, if it stands for more than one. */
  readonly count?: number | null;
  /** A few words more; never a secret. */
  readonly detail?: string | null;
}

export interface AuditRecord extends Required<AuditEvent> {
  /** Its place in the trail: the cursor of the page after it. */
  readonly id: string;
}

export interface EventCount {
  /** The start of the minute. */
  readonly minute: Date;
  readonly type: string;
  readonly count: number;
}

/** Which events are wanted; what is left out asks nothing. */
export interface AuditQuery {
  /** Whom it befell, or who did it. */
  readonly userId?: string | undefined;
  /** The session it happened to. */
  readonly sessionId?: string | undefined;
  readonly types?: readonly string[] | undefined;
  /** The first moment. */
  readonly since?: Date | undefined;
  /** The moment after the last. */
  readonly until?: Date | undefined;
  /** Default: the oldest. */
  readonly first?: "newest" | "oldest" | undefined;
  /** `nextCursor` of the page before, or the `id` of any record. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface AuditPage {
  readonly events: readonly AuditRecord[];
  /** Null: these were the last. */
  readonly nextCursor: string | null;
}

export interface AuditTrail {
  /** Records these in this order. In batches, if they are very many. */
  record(events: readonly AuditEvent[]): Promise<void>;
  /**
   * Lists the events of a user, newest first; with a cursor, those older than that record. Rejects with
   * `UnknownCursor`.
   */
  ofUser(userId: string, limit: number, cursor?: string): Promise<readonly AuditRecord[]>;
  /** Lists events of all users at or after `since`, newest first. */
  since(since: Date, limit: number): Promise<readonly AuditRecord[]>;
  /** Reads one page. An event recorded meanwhile is on one page or none. Rejects with `UnknownCursor`. */
  page(query: AuditQuery): Promise<AuditPage>;
  /** Counts the events of each type in each minute, from `since` up to before `until`, in no order. */
  counts(since: Date, until: Date): Promise<readonly EventCount[]>;
  /** Deletes what is older; answers how many. */
  prune(before: Date): Promise<number>;
}

export interface PasswordReset {
  readonly userId: string;
  readonly expiresAt: Date;
}

/**
 * Links to set a password without the one that was forgotten. An account has at most one; it dies when another one
 * is made, and when a change of the password, a suspension or a deletion is committed.
 */
export interface PasswordResets {
  /**
   * Keeps a link by the digest of its secret. False if there is no such account, or it is suspended, marked as
   * deleted, or a revocation is pending.
   */
  create(digest: string, reset: PasswordReset): Promise<boolean>;
  /** Finds a link that is alive at `at`, whether or not a revocation is pending; null if there is none. */
  find(digest: string, at: Date): Promise<PasswordReset | null>;
  /** Deletes the links that were over before an instant; answers how many. */
  prune(before: Date): Promise<number>;
}

/** The key that failures are counted under, and the number from which on no more are let through. */
export interface AttemptMark {
  /** Short ASCII that reveals no address, see `rate-limit/limits.ts`. */
  readonly key: string;
  readonly limit: number;
}

/** The failures counted under a key by now. */
export interface AttemptWindow {
  readonly key: string;
  readonly failures: number;
  readonly closesAt: Date;
}

/**
 * Failed attempts, counted where all instances see them. A mark's window opens with its first failure and
 * closes by itself, however often it is tried meanwhile; a mark is full when its window holds `limit`
 * failures. The deadline is half that of other questions, for the caller goes on without an answer.
 */
export interface AttemptWindows {
  /** Lists the windows of these marks that are open at `at`. Writes nothing. */
  open(marks: readonly AttemptMark[], at: Date): Promise<readonly AttemptWindow[]>;
  /**
   * Counts one failure under every mark, all or none, in one atomic step: of any number of concurrent
   * callers exactly as many as the limit leaves are counted. Null if it was counted, else when none of the
   * marks is full any more, and nothing is kept of it. A window that it opens closes at `closesAt`.
   */
  count(marks: readonly AttemptMark[], at: Date, closesAt: Date): Promise<Date | null>;
  /** Forgets the windows that are closed at `at`; answers how many. In batches: after a rejection call it again. */
  prune(at: Date): Promise<number>;
}

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

/** The database can't be asked now. Its message holds no query, value or address. */
export class DatabaseUnavailable extends Error {
  override readonly name: string = "DatabaseUnavailable";
  constructor(cause?: unknown) {
    super("the database is unavailable", { cause });
  }
}

/** The database is of the version before, and only an operator may change that. */
export class MigrationNeeded extends DatabaseUnavailable {
  override readonly name: string = "MigrationNeeded";
  override readonly message = "migration needed";
}

/** The database's schema is wrong, or is being changed. Its message names tables and steps of ours. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
  }
}

/** A cursor that no page gave, or that belongs to another user. */
export class UnknownCursor extends Error {
  override readonly name = "UnknownCursor";
  constructor() {
    super("no page has given this cursor");
  }
}
