/**
 * What the store went through. `recovering`: it lost writes that were answered, and is given back what it forgot, by this
 * process too; nobody passes meanwhile. `recovered`: it has all of it, and sessions go on. `forgot`: what it lost can't be
 * given back, told once for each loss. `reborn`: it has a new generation and everyone logs in again. `forgot_again`: it
 * lost something within a minute of another loss, and nobody passes meanwhile. `stray`: this process was told to use another store than the database names.
 * `database_restored`: the database knows less than the store. `shared`: another database writes under the same prefix.
 * `lagging`: its reads are behind its writes. `down`, `up`: it stopped answering, it answers again. `readonly`,
 * `writable`: it takes no writes, it takes them again.
 */
export type StoreEventType =
  | "recovering"
  | "recovered"
  | "forgot"
  | "forgot_again"
  | "reborn"
  | "stray"
  | "database_restored"
  | "shared"
  | "lagging"
  | "down"
  | "up"
  | "readonly"
  | "writable";

export interface StoreEvent {
  readonly type: StoreEventType;
  /** The driver's name. */
  readonly store: string;
  /** What to compare or to do, in a sentence, where the type alone doesn't tell. */
  readonly detail?: string;
  /** How many records it has been given back so far. */
  readonly restored?: number;
  /** How long that took, milliseconds. */
  readonly durationMs?: number;
}
