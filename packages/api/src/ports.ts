/**
 * What the api needs of a database. `@curfew/db` implements it on SQLite and Postgres.
 * Every method rejects with `DatabaseUnavailable` if the database can't be asked, within its own deadline.
 */
import type { CheckpointWitness, SessionLedger, Witness } from "@curfew/auth";

export type {
  Checkpoint,
  CheckpointChange,
  CheckpointWitness,
  Generation,
  RefreshState,
  SessionLedger,
  WitnessReading,
} from "@curfew/auth";

export type Role = "user" | "admin";

/** What a client may see of a user. */
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
  /** Set while an ending of all the account's sessions is decided here but not yet in the blacklist. */
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

/** What is known of the client that opened or last refreshed a session. */
export interface ClientMark {
  /** At most 512 characters. */
  readonly userAgent: string | null;
  readonly address: string | null;
}

export interface NewSession extends ClientMark {
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
  readonly lastSeenAt: Date;
  readonly endedAt: Date | null;
}

export interface Users {
  /** Inserts an account (role `user`) and its first session, both or neither. */
  signUp(account: NewAccount, session: NewSession): Promise<"created" | "email_taken">;
  /** Normalised address; null also for an account marked as deleted. */
  byEmail(email: string): Promise<Account | null>;
  byId(id: string): Promise<Account | null>;
  /** By creation time then id, newest first; `search` matches e-mail or name anywhere, case-insensitively, literally (`%` is a per cent sign). */
  page(query: { search?: string | undefined; cursor?: string | undefined; limit: number }): Promise<UserPage>;
  /** Gives the role `admin`; false if there is no such account. */
  grantAdmin(email: string): Promise<boolean>;
  /** Takes the role `admin` away; false if there is no such account. */
  revokeAdmin(email: string): Promise<boolean>;
  /** Lifts a suspension, if there is one; false if there is no such account. */
  restore(id: string): Promise<boolean>;

  /**
   * The three changes that end all sessions of an account go in two steps, because the blacklist is
   * another store: `begin…` makes the change here and sets `ending` to the epoch that has to go into
   * the blacklist; when it is there, `settle` clears the mark. A process that dies in between leaves
   * the mark, and the next login or the next look for marks left lying finishes. If the blacklist refuses,
   * `cancel` puts back what stood before. Each `begin…` is false if the account is gone or another ending is under way.
   */

  /**
   * False also if the password is not `from` any more, or the account is suspended. `exceptSessionId` is
   * kept with the mark, so that whoever settles, this one session goes on.
   */
  beginPasswordChange(
    id: string,
    change: { from: string; to: string; ending: string; exceptSessionId?: string | undefined },
  ): Promise<boolean>;
  /** An account that is suspended already keeps its earlier time. */
  beginSuspension(id: string, change: { at: Date; ending: string }): Promise<boolean>;
  /** Until it is settled, the account is seen by nobody but keeps its address. */
  beginDeletion(id: string, change: { ending: string }): Promise<boolean>;
  /** Ends the account's sessions (all but `exceptSessionId`s) and deletes it if it was marked so. Answers how many sessions it ended; nothing if `ending` is not the mark any more. */
  settle(id: string, change: { ending: string; at: Date; exceptSessionId?: string | undefined }): Promise<number>;
  cancel(id: string, ending: string): Promise<void>;
  /** Accounts whose ending was left unfinished, those marked as deleted included. */
  unsettled(): Promise<readonly { id: string; ending: string }[]>;
}

export interface UserPage {
  readonly users: readonly Account[];
  readonly nextCursor: string | null;
}

export interface Sessions {
  /** Inserts a session only if the account still has this password hash, is not suspended, deleted or ending, in one statement. */
  open(session: NewSession, passwordHash: string): Promise<boolean>;
  /** A session that is not ended, or null. */
  byId(id: string): Promise<SessionRecord | null>;
  /** Sessions of a user not ended, not past their end at `at`, and of this generation (null: of any); last seen first. */
  live(userId: string, at: Date, generation: string | null): Promise<readonly SessionRecord[]>;
  /**
   * Of a user's sessions not ended and not past their end at `at`, of any generation, and leaving out those
   * of `except`: what there is besides the `keep` seen last. Longest unseen first, `atMost` so many.
   */
  surplus(
    userId: string,
    at: Date,
    choice: { keep: number; atMost: number; except: readonly string[] },
  ): Promise<readonly SessionRecord[]>;
  /** Marks sessions as ended; those already ended keep their time. Answers which it ended. */
  end(ids: readonly string[], at: Date): Promise<readonly string[]>;
  /**
   * All that started at or before `at` under another generation than `living`, whoever's. In pieces: after
   * a rejection call it again.
   */
  endEverything(at: Date, living: string): Promise<number>;
  /** Notes that a session was used; a late word of an earlier use changes nothing. Never revives one that is ended. */
  touch(id: string, at: Date, client: ClientMark): Promise<void>;
  /** Where sessions stand with their refresh tokens. What it raises counts as a use by `client` at `at`, as in `touch`. */
  ledger(at: Date, client: ClientMark): SessionLedger;
  /** Deletes those that were over, by their end or by being ended, before an instant; answers how many. */
  prune(before: Date): Promise<number>;
}

export interface AuditEvent extends ClientMark {
  readonly at: Date;
  /** A fixed word such as `login`, `login_refused`, `refresh_reused`, `session_ended`. */
  readonly type: string;
  readonly userId: string | null;
  readonly sessionId: string | null;
  /** A fixed word; never a secret. */
  readonly reason: string | null;
}

export interface EventCount {
  /** When the minute began. */
  readonly minute: Date;
  readonly type: string;
  readonly count: number;
}

/** Which events are wanted; what is left out matters not. */
export interface AuditQuery {
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly types?: readonly string[] | undefined;
  /** From this moment on. */
  readonly since?: Date | undefined;
  /** Before this moment. */
  readonly until?: Date | undefined;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface AuditPage {
  readonly events: readonly AuditEvent[];
  /** Null: these were the last. */
  readonly nextCursor: string | null;
}

export interface AuditTrail {
  /** In this order. In pieces, if they are very many. */
  record(events: readonly AuditEvent[]): Promise<void>;
  /** Newest first. */
  ofUser(userId: string, limit: number): Promise<readonly AuditEvent[]>;
  /** Newest first, of everyone, at or after `since`. */
  since(since: Date, limit: number): Promise<readonly AuditEvent[]>;
  /**
   * Oldest first; an event recorded meanwhile is on one page or none. What is asked for without `userId` is
   * looked for among all events from `since` up to `until`. A cursor that no page gave leads to no page.
   */
  page(query: AuditQuery): Promise<AuditPage>;
  /** How many events of each type there were in each minute, from `since` up to before `until`, in no order. */
  counts(since: Date, until: Date): Promise<readonly EventCount[]>;
  /** Deletes what is older; answers how many. */
  prune(before: Date): Promise<number>;
}

/** What failures are counted under, and from how many on no more are let through. */
export interface AttemptMark {
  /** Short ASCII that tells nobody's address, see `attempts/marks.ts`. */
  readonly key: string;
  readonly limit: number;
}

/**
 * Failed attempts, counted where all instances see them. A mark's window opens with its first failure and
 * closes by itself, however often it is tried meanwhile; a mark is full when its window holds `limit`
 * failures. The deadline is half that of other questions, for the caller goes on without an answer.
 */
export interface AttemptWindows {
  /** When none of the marks is full any more; null if none is at `at`. Writes nothing. */
  fullUntil(marks: readonly AttemptMark[], at: Date): Promise<Date | null>;
  /**
   * Counts one failure under every mark, all or none, in one atomic step: of any number of concurrent
   * callers exactly as many as the limit leaves are counted. Null if it was counted, else as `fullUntil`
   * says, and nothing is kept of it. A window that it opens closes at `closesAt`.
   */
  count(marks: readonly AttemptMark[], at: Date, closesAt: Date): Promise<Date | null>;
  /** Forgets the windows that are closed at `at`; answers how many. In pieces: after a rejection call it again. */
  prune(at: Date): Promise<number>;
}

export interface Database {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly audit: AuditTrail;
  readonly attempts: AttemptWindows;
  readonly witness: Witness;
  /** Agrees with `witness` on the generation in force, so that processes of this version and of the one before can work together. */
  readonly checkpoint: CheckpointWitness;
  /** Resolves if the database answers and its schema is current (migrating it first where it is not). */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** The database can't be asked now. Its message holds no query, value or address. */
export class DatabaseUnavailable extends Error {
  override readonly name = "DatabaseUnavailable";
  constructor(cause?: unknown) {
    super("the database is unavailable", { cause });
  }
}
