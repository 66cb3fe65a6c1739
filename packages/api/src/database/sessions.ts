import type { SessionLedger } from "@curfew/auth";
import type { ClientMetadata, NewSession, SessionFate, SessionRecord } from "./session.ts";

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
