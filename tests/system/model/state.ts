import { TEST_LIFETIMES } from "@curfew/auth/testing";

/**
 * What should be, said as simply as it can be: no store, no database, no signature. One answer for every
 * token that was ever handed out, at any time and to whichever instance it is shown.
 */
export const LIFETIMES = { ...TEST_LIFETIMES, accessSeconds: 300, refreshSeconds: 3_600, sessionSeconds: 4_000 };

export type Fate = "live" | "token_expired" | "token_revoked";

export interface Person {
  readonly email: string;
  password: string;
  /** Replaced by everything that ends all sessions of a person. */
  epoch: number;
  isSuspended: boolean;
  isDeleted: boolean;
  /** A change that a process began and died over: it stands in the database, the blacklist has not heard of it. */
  unfinished: Unfinished | null;
}

export interface Unfinished {
  readonly kind: "password" | "suspension" | "deletion";
  /** By the clock of the instance that died, milliseconds. */
  readonly begunAt: number;
  /** The one session that goes on. */
  readonly except: Session | null;
}

export interface Session {
  /** The place of its id among those of the real world. */
  readonly number: number;
  readonly person: Person;
  readonly generation: number;
  readonly startedAt: number;
  readonly expiresAt: number;
  lastSeenAt: number;
  /** The refresh token that was issued last. */
  newest: RefreshToken | null;
  isEnded: boolean;
  /** Not yet taken off the person's list. May lag behind, never run ahead. */
  isListed: boolean;
}

interface Common {
  /** The place of the token's text among those of the real world. */
  readonly number: number;
  readonly session: Session;
  readonly epoch: number;
  readonly expiresAt: number;
}

export interface AccessToken extends Common {
  readonly kind: "access";
  isRevoked: boolean;
}

export interface RefreshToken extends Common {
  readonly kind: "refresh";
  /** By the clock of the instance that issued it. */
  readonly issuedAt: number;
  /** The one that it replaced; null for that of a login. */
  readonly predecessor: RefreshToken | null;
  successor: Pair | null;
  /** When its use was first answered, by the store's time. */
  answeredAt: number;
}

export type Token = AccessToken | RefreshToken;

export interface Pair {
  readonly access: AccessToken;
  readonly refresh: RefreshToken;
}
