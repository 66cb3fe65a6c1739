import type { Journal, JournalRow } from "./journal.ts";

/**
 * What is known of the blacklist's store, kept somewhere else (in Curfew: one row of the database). A store
 * that doesn't show what the checkpoint names has lost writes, or is another one, and isn't believed.
 */
export interface Checkpoint {
  /** Rises by one with every change: what `replace` compares. */
  readonly version: number;
  /** The database's own random id, made once: two databases that meet in one store can be told apart. */
  readonly databaseId: string;
  /** The store that this is about; null until one is adopted. */
  readonly store: StoreIdentity | null;
  /** The store's generation in force; null until there is one. */
  readonly generation: Generation | null;
  /** The last witnessed write; null if there was none in this generation. */
  readonly revision: Revision | null;
  /** A generation that is to come next and isn't in force yet: nobody passes until it is. */
  readonly declared: Declaration | null;
  /** When a loss last ended every session, by the witness's clock. */
  readonly lostAt: Date | null;
  /** The id of the store that was given up last, and when, by the witness's clock. */
  readonly formerStore: { readonly id: string; readonly at: Date } | null;
  /** `kid`s whose tokens are refused, whatever their signature. */
  readonly bannedKeys: readonly string[];
  /**
   * The line whose revocations the journal holds without a gap, since it began: only that one can be given back. Null:
   * there is none, because the journal lacks something or there is no journal.
   */
  readonly journaledLine: string | null;
  /** The longest lifetimes that were ever in force, seconds. */
  readonly longest: { readonly accessSeconds: number; readonly sessionSeconds: number };
}

/** The `databaseId` of a witness that has nothing to remember sessions by: it takes the store's word for what was before. */
export const NO_DATABASE = "none";

export interface StoreIdentity {
  /** The random id kept in the store itself. */
  readonly id: string;
  /** Digest of what an instance was told to use: driver, address, prefix; no secret. */
  readonly setting: string;
}

/** One birth of the store. Tokens carry the line they were born in. */
export interface Generation {
  /** From 1. */
  readonly number: number;
  /** Random and dated. */
  readonly id: string;
  /** `<number>.<id>` of the generation that began the line. */
  readonly line: string;
}

/** One write of the store: its number, and the random id it left behind under that number. */
export interface Revision {
  readonly number: number;
  readonly id: string;
}

export interface Declaration {
  readonly generation: Generation;
  /** The id that a store without one gets. */
  readonly storeId: string;
}

/** What may be changed; what is left out stays. */
export type CheckpointChange = Partial<Omit<Checkpoint, "version" | "databaseId" | "lostAt" | "formerStore">> & {
  /** True: everyone is logged out for a loss now, by the witness's clock. */
  readonly lost?: true;
  /** The id of a store that is given up now. */
  readonly givenUp?: string;
  /** Appended to the journal in the same transaction, both or neither. Empty where the witness has no journal. */
  readonly journal?: readonly JournalRow[];
};

/** A checkpoint, and the witness's own time when it was read. */
export interface WitnessReading {
  readonly checkpoint: Checkpoint;
  readonly at: Date;
}

/** A process that works with the store. */
export interface Instance {
  /** Random, made at its start. */
  readonly id: string;
  /** As in `StoreIdentity`. */
  readonly setting: string;
}

/** Keeps the checkpoint. Every method rejects if it can't be asked. */
export interface Witness {
  /** Keeps the revocations themselves. Null: there is none, and a store that loses something ends every session. */
  readonly journal: Journal | null;
  /** Makes the first checkpoint where there is none. */
  read(): Promise<WitnessReading>;
  /** Changes the checkpoint if its version is still `version`, and tells what stands after that either way. */
  replace(version: number, change: CheckpointChange): Promise<WitnessReading & { readonly replaced: boolean }>;
  /** Notes that an instance is alive; forgets those not heard of for a day. */
  alive(instance: Instance): Promise<void>;
  /** Instances heard of within the last 30 seconds, by the witness's clock. */
  instances(): Promise<readonly Instance[]>;
}

/** The newest refresh token of a session: its state has this size, however often it refreshes. */
export interface RefreshState {
  /** 1 for the token given out at login. */
  readonly ordinal: number;
  /** `jti` of the newest refresh token. */
  readonly tokenId: string;
  /** `jti` of its predecessor, and of the access token issued beside it; null for the first. */
  readonly previousId: string | null;
  readonly accessId: string | null;
  /** When the pair was planned, milliseconds since 1970; null for the first. */
  readonly plannedAt: number | null;
}

/** Where sessions stand beside the store (in Curfew: their rows in the database). Rejects if it can't be asked. */
export interface SessionLedger {
  /** Null: there is no such session, or it has ended. `state` is null for one opened by the version before. */
  read(
    sessionId: string,
  ): Promise<{ readonly subject: string; readonly expiresAt: Date; readonly state: RefreshState | null } | null>;
  /**
   * Puts `to` if the session's ordinal is still `from` (0: a session opened by the version before). Answers what
   * stands after that either way; null if there is no such session, or it has ended.
   */
  raise(sessionId: string, from: number, to: RefreshState): Promise<RefreshState | null>;
}
