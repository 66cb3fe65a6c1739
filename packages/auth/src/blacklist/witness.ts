/**
 * The highest state of the store that anyone has seen, kept somewhere else (in Curfew: the
 * database). A store that shows less has lost writes: it was flushed, swapped, or restored from an
 * older backup, and what it says of revocations can't be believed.
 */
export interface Witness {
  /** The highest state recorded, null if none ever was. Rejects if it can't be read. */
  read(): Promise<StoreState | null>;
  /** Records a state unless a higher one stands (by `number`, then `mark`). Rejects if it can't. */
  raise(state: StoreState): Promise<void>;
}

export interface StoreState {
  /** The generation's ordinal, from 1: the store's n-th birth. */
  readonly number: number;
  /** The generation's own id: random, and dated. */
  readonly id: string;
  /** How many writes the store had counted. */
  readonly mark: number;
}
