import { randomBytes } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { hash, verify } from "@node-rs/argon2";
import { isWellKnown } from "./known.ts";
import { normalise } from "./rules.ts";
import { createTurns, type Load } from "./turns.ts";

/** OWASP's first recommendation: argon2id (the library's default), 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** So few that a storm of logins leaves a core and most of the thread pool to everything else. */
const HASHES_AT_ONCE = 2;
/** At about 10 ms each, the last in the queue waits a third of a second. */
const WAITING = 64;

/** The work that passwords are, a little at a time; refuses with `too_many_attempts` when too much waits. */
export interface Passwords {
  /** Off the event loop. */
  hash(password: string): Promise<string>;
  /** Off the event loop. False also without a hash to compare with, after the same work. */
  verify(password: string, hash: string | null): Promise<boolean>;
  /** Whether guessers try it early, knowing this about the person. */
  isWellKnown(password: string, about: readonly string[]): Promise<boolean>;
  /** How many hashes are worked on, and how many wait. */
  load(): Load;
}

export function createPasswords(): Passwords {
  const inTurn = createTurns(HASHES_AT_ONCE, WAITING);
  const oneByOne = createTurns(1, WAITING);
  const nobodys = hash(randomBytes(32), COST);
  return {
    hash(password) {
      return inTurn.take(() => hash(normalise(password), COST));
    },
    verify(password, stored) {
      return inTurn.take(async () => {
        const matches = await verify(stored ?? (await nobodys), normalise(password));
        return matches && stored !== null;
      });
    },
    isWellKnown(password, about) {
      return oneByOne.take(async () => {
        // A batch brings ten at once: in between, the event loop has its turn.
        await setImmediate();
        return isWellKnown(password, about);
      });
    },
    load: inTurn.load,
  };
}
