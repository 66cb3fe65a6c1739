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
