import type { PendingRevocations } from "./pending-revocations.ts";
import type { NewSession } from "./session.ts";

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

export interface Users extends PendingRevocations {
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
}

export interface UserPage {
  readonly users: readonly Account[];
  readonly nextCursor: string | null;
}
