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
