/**
 * The changes that end all sessions of an account are committed in two phases, because the blacklist is
 * another store: `prepare…` makes the change here and marks the account with `ending`, a tag of this one change;
 * when the blacklist has it too, `commit` ends the sessions here and clears the mark. A process that dies in between
 * leaves the mark, and the next login or the next look at `listInDoubt` finishes. If the blacklist refuses, `rollback`
 * restores what stood before; links to reset the password die with `commit`. Each `prepare…` is false if the account
 * is gone or another revocation is pending.
 */
export interface PendingRevocations {
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
